"""The reply and nothing else, in the languages and layouts of common mail programs."""

import pytest

from mail.replies import Reply, split_reply
from markup import from_html

OWN = "Thank you, that works.\n\nAnn"

ATTRIBUTIONS = {
    "English, Gmail": "On Mon, Feb 3, 2020 at 10:15 AM Bob Ray <bob@example.org> wrote:",
    "English, wrapped": "On Mon, Feb 3, 2020 at 10:15 AM Bob Ray via Village Talk <\nbob@example.org> wrote:",
    "English, wrapped at the verb": "On Mon, Feb 3, 2020 at 10:15 AM, Bob Ray <bob@example.org>\nwrote:",
    "English, Apple": "On 3 Feb 2020, at 10:15, Bob Ray <bob@example.org> wrote:",
    "English, Thunderbird": "On 2/3/20 10:15, Bob Ray wrote:",
    "English, Outlook for Mac": 'On 2/3/20, 10:15 AM, "Bob Ray" <bob@example.org> wrote:',
    "English, Yahoo": "On Monday, February 3, 2020, 10:15:00 AM GMT+1, Bob Ray <bob@example.org> wrote:",
    "English, ProtonMail": "------- On Monday, February 3rd, 2020 at 10:15 AM, Bob Ray <bob@example.org> wrote:",
    "English, Zoho": "---- On Mon, 03 Feb 2020 10:15:00 +0100 Bob Ray <bob@example.org> wrote ----",
    "English, Gnus": "Bob Ray <bob@example.org> writes:",
    "English, name first": "Bob Ray wrote on Mon, Feb 3, 2020 at 10:15:21AM +0100:",
    "English, name alone": "Bob Ray wrote:",
    "no words, old Gmail": "2020-02-03 10:15 GMT+01:00 Bob Ray <bob@example.org>:",
    "German, Gmail": "Am Mo., 3. Feb. 2020 um 10:15 Uhr schrieb Bob Ray <bob@example.org>:",
    "German, Inbox": "Bob Ray <bob@example.org> schrieb am Mo., 3. Feb. 2020 um\n10:15 Uhr:",
    "German, Thunderbird": "Am 03.02.20 um 10:15 schrieb Bob Ray:",
    "French": "Le lun. 3 févr. 2020 à 10:15, Bob Ray <bob@example.org> a écrit :",
    "Spanish": "El lun., 3 feb. 2020 a las 10:15, Bob Ray (<bob@example.org>) escribió:",
    "Catalan": "El dl., 3 de febr. 2020, 10:15, Bob Ray <bob@example.org> va escriure:",
    "Galician": "O luns, 3 de feb. de 2020 ás 10:15, Bob Ray <bob@example.org> escribiu:",
    "Basque": "2020-02-03(a) 10:15 erabiltzaileak (Bob Ray <bob@example.org>) idatzi du:",
    "Portuguese": "Em seg., 3 de fev. de 2020 às 10:15, Bob Ray <bob@example.org> escreveu:",
    "Italian": "Il giorno lun 3 feb 2020 alle ore 10:15 Bob Ray <bob@example.org> ha scritto:",
    "Romanian": "În lun., 3 feb. 2020 la 10:15, Bob Ray <bob@example.org> a scris:",
    "Dutch": "Op ma 3 feb. 2020 om 10:15 schreef Bob Ray <bob@example.org>:",
    "Dutch, iPhone": "Op 3 feb. 2020 om 10:15 heeft Bob Ray <bob@example.org> het volgende\ngeschreven:",
    "Afrikaans": "Op Ma. 3 Feb. 2020 om 10:15 het Bob Ray <bob@example.org> geskryf:",
    "Danish": "Den man. 3. feb. 2020 kl. 10.15 skrev Bob Ray <bob@example.org>:",
    "Norwegian": "man. 3. feb. 2020 kl. 10:15 skrev Bob Ray <bob@example.org>:",
    "Swedish": "Den mån 3 feb. 2020 kl 10:15 skrev Bob Ray <bob@example.org>:",
    "Icelandic": "Þann mán., 3. feb. 2020 kl. 10:15 skrifaði Bob Ray <bob@example.org>:",
    "Finnish": "ma 3. helmik. 2020 klo 10.15 Bob Ray (bob@example.org) kirjoitti:",
    "Estonian": "Kontakt Bob Ray (<bob@example.org>) kirjutas kuupäeval E, 3. veebruar 2020 kell 10:15:",
    "Latvian": "pirmd., 2020. g. 3. febr., plkst. 10:15 — lietotājs Bob Ray (<bob@example.org>)\nrakstīja:",
    "Lithuanian": "2020-02-03, pr, 10:15 Bob Ray <bob@example.org> rašė:",
    "Polish": "pon., 3 lut 2020 o 10:15 Bob Ray <bob@example.org> napisał(a):",
    "Czech": "po 3. 2. 2020 v 10:15 odesílatel Bob Ray <bob@example.org> napsal:",
    "Slovak": "po 3. 2. 2020 o 10:15 Bob Ray <bob@example.org> napísal(a):",
    "Slovenian": "V V pon., 3. feb. 2020 ob 10:15 je oseba Bob Ray <bob@example.org> napisala:",
    "Croatian": "pon, 3. velj 2020. u 10:15 Bob Ray <bob@example.org> napisao je:",
    "Serbian": "пон, 3. феб 2020. у 10:15 Bob Ray <bob@example.org> је написао/ла:",
    "Hungarian": "Bob Ray <bob@example.org> ezt írta (időpont: 2020. febr. 3., H, 10:15):",
    "Russian": "пн, 3 февр. 2020 г. в 10:15, Bob Ray <bob@example.org>:",
    "Russian, Mail.ru": "Понедельник, 3 февраля 2020, 10:15 +03:00 от Bob Ray <bob@example.org>:",
    "Russian, web": "3 февр. 2020 г. 10:15 пользователь Bob Ray <bob@example.org> написал:",
    "Ukrainian": "пн, 3 лют. 2020 р. о 10:15 Bob Ray <bob@example.org> пише:",
    "Bulgarian": "На пн, 3.02.2020 г. в 10:15 Bob Ray <bob@example.org> написа:",
    "Greek": "Στις Δευ 3 Φεβ 2020 στις 10:15 π.μ., ο χρήστης Bob Ray <bob@example.org>\nέγραψε:",
    "Turkish": "Bob Ray <bob@example.org>, 3 Şub 2020 Pzt, 10:15 tarihinde şunu yazdı:",
    "Indonesian": "Pada tanggal Sen, 3 Feb 2020 pukul 10.15 Bob Ray <bob@example.org> menulis:",
    "Vietnamese": "Vào Th 2, 3 thg 2, 2020 vào lúc 10:15 Bob Ray <bob@example.org> đã viết:",
    "Thai": "ในวันที่ จ. 3 ก.พ. 2020 เวลา 10:15 Bob Ray <bob@example.org> เขียนว่า:",
    "Chinese, simplified": "Bob Ray <bob@example.org> 于2020年2月3日周一 上午10:15写道：",
    "Chinese, traditional": "Bob Ray <bob@example.org> 於 2020年2月3日 週一 上午10:15寫道：",
    "Japanese": "2020年2月3日(月) 10:15 Bob Ray <bob@example.org>:",
    "Korean": "2020년 2월 3일 (월) 오전 10:15, Bob Ray <bob@example.org>님이 작성:",
    "Hebrew": "\u202bבתאריך יום ב׳, 3 בפבר׳ 2020 ב-10:15 מאת \u202aBob Ray\u202c <\u202abob@example.org\u202c>:\u202c",
    "Arabic": "في الاثنين، 3 فبراير 2020 في 10:15 ص تمت كتابة ما يلي بواسطة Bob Ray <bob@example.org>:",
    "Persian": "در تاریخ دوشنبه ۳ فوریه ۲۰۲۰، ۱۰:۱۵ Bob Ray <bob@example.org> نوشت:",
    "Hindi": "सोम, 3 फ़र॰ 2020 को 10:15 बजे को Bob Ray <bob@example.org> ने लिखा:",
}


@pytest.mark.parametrize("attribution", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS.keys())
def test_attributions_go_with_their_quotes(attribution: str) -> None:
    quote = "> Did you try the other door?\n>\n> Bob"
    assert split_reply(f"{OWN}\n\n{attribution}\n\n{quote}\n") == Reply(OWN, f"{attribution}\n\n{quote}")
    assert split_reply(f"{OWN}\n{attribution}\n{quote}\n").kept == OWN
    assert split_reply(f"{attribution}\n{quote}\n\n{OWN}\n").kept == OWN


@pytest.mark.parametrize(
    "attribution",
    [line for name, line in ATTRIBUTIONS.items() if name != "English, name alone"],
    ids=[name for name in ATTRIBUTIONS if name != "English, name alone"],
)
def test_attributions_go_with_mails_that_are_not_quoted(attribution: str) -> None:
    assert split_reply(f"{OWN}\n\n{attribution}\n\nDid you try the other door?\n\nBob\n").kept == OWN


HEADINGS = {
    "English": "From: Bob Ray <bob@example.org>\nSent: Monday, February 3, 2020 10:15\nTo: Ann\nSubject: Doors",
    "bold": "*From:* Bob Ray <bob@example.org>\n*Sent:* Monday\n*To:* Ann; Eve <\neve@example.org>\n*Subject:* Doors",
    "German": "Von: Bob Ray <bob@example.org>\nGesendet: Montag, 3. Februar 2020 10:15\nAn: Ann\nBetreff: Türen",
    "French": "De : Bob Ray <bob@example.org>\nEnvoyé : lundi 3 février 2020 10:15\nÀ : Ann\nObjet : Portes",
    "Spanish": "De: Bob Ray <bob@example.org>\nEnviado: lunes, 3 de febrero de 2020\nPara: Ann\nAsunto: Puertas",
    "Portuguese": "De: Bob Ray <bob@example.org>\nEnviada em: segunda-feira\nPara: Ann\nAssunto: Portas",
    "Italian": "Da: Bob Ray <bob@example.org>\nInviato: lunedì 3 febbraio 2020\nA: Ann\nOggetto: Porte",
    "Dutch": "Van: Bob Ray <bob@example.org>\nVerzonden: maandag 3 februari 2020\nAan: Ann\nOnderwerp: Deuren",
    "Danish": "Fra: Bob Ray <bob@example.org>\nSendt: 3. februar 2020 10:15\nTil: Ann\nEmne: Døre",
    "Swedish": "Från: Bob Ray <bob@example.org>\nSkickat: den 3 februari 2020\nTill: Ann\nÄmne: Dörrar",
    "Finnish": "Lähettäjä: Bob Ray <bob@example.org>\nLähetetty: 3. helmikuuta 2020\nVastaanottaja: Ann\nAihe: Ovet",
    "Polish": "Od: Bob Ray <bob@example.org>\nWysłano: poniedziałek\nDo: Ann\nTemat: Drzwi",
    "Czech": "Od: Bob Ray <bob@example.org>\nOdesláno: pondělí\nKomu: Ann\nPředmět: Dveře",
    "Hungarian": "Feladó: Bob Ray <bob@example.org>\nElküldve: hétfő\nCímzett: Ann\nTárgy: Ajtók",
    "Romanian": "De la: Bob Ray <bob@example.org>\nTrimis: luni\nCătre: Ann\nSubiect: Uși",
    "Turkish": "Kimden: Bob Ray <bob@example.org>\nGönderildi: Pazartesi\nKime: Ann\nKonu: Kapılar",
    "Greek": "Από: Bob Ray <bob@example.org>\nΣτάλθηκε: Δευτέρα\nΠρος: Ann\nΘέμα: Πόρτες",
    "Russian": "От: Bob Ray <bob@example.org>\nОтправлено: понедельник\nКому: Ann\nТема: Двери",
    "Ukrainian": "Від: Bob Ray <bob@example.org>\nНадіслано: понеділок\nКому: Ann\nТема: Двері",
    "Chinese": "发件人: Bob Ray <bob@example.org>\n发送时间: 2020年2月3日 10:15\n收件人: Ann\n主题: 门",
    "Japanese": "差出人: Bob Ray <bob@example.org>\n送信日時: 2020年2月3日 10:15\n宛先: Ann\n件名: ドア",
    "Korean": "보낸 사람: Bob Ray <bob@example.org>\n보낸 날짜: 2020년 2월 3일\n받는 사람: Ann\n제목: 문",
    "Vietnamese": "Từ: Bob Ray <bob@example.org>\nĐã gửi: Thứ Hai\nĐến: Ann\nChủ đề: Cửa",
    "Hebrew": "מאת: Bob Ray <bob@example.org>\nנשלח: יום שני\nאל: Ann\nנושא: דלתות",
    "Arabic": "من: Bob Ray <bob@example.org>\nتاريخ الإرسال: الاثنين\nإلى: Ann\nالموضوع: أبواب",
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS.keys())
@pytest.mark.parametrize("rule", ["", "________________________________\n", " ------------------------------\n\n"])
def test_the_block_of_fields_ends_the_reply(heading: str, rule: str) -> None:
    assert split_reply(f"{OWN}\n\n{rule}{heading}\n\nDid you try the other door?\n").kept == OWN


@pytest.mark.parametrize(
    "line",
    [
        "-----Original Message-----",
        "-------- Original Message --------",
        "*---------- Original Message ----------*",
        "-----Ursprüngliche Nachricht-----",
        "-----Message d'origine-----",
        "-----Mensaje original-----",
        "-----Mensagem original-----",
        "-----Messaggio originale-----",
        "-----Oorspronkelijk bericht-----",
        "-----Oprindelig meddelelse-----",
        "-----Ursprungligt meddelande-----",
        "-----Alkuperäinen viesti-----",
        "-----Oryginalna wiadomość-----",
        "-----Původní zpráva-----",
        "-----Eredeti üzenet-----",
        "-----Исходное сообщение-----",
        "-----Αρχικό μήνυμα-----",
        "-----Orijinal Mesaj-----",
        "-----原始邮件-----",
        "-----元のメッセージ-----",
        "---------- Forwarded message ---------",
        "-------- Weitergeleitete Nachricht --------",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
    ],
)
def test_the_line_above_an_earlier_mail_ends_the_reply(line: str) -> None:
    assert split_reply(f"{OWN}\n\n{line}\nDid you try the other door?\n").kept == OWN


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from Yahoo Mail for iPad",
        "Sent from my phone, please excuse typos.",
        "Sent from Mail<https://go.example.com/x> for Windows 10",
        "Get Outlook for Android<https://aka.ms/x>",
        "Von meinem iPhone gesendet",
        "Gesendet mit der mobilen Mail App",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Sendt fra min iPhone",
        "Skickat från min iPhone",
        "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Odesláno z iPhonu",
        "Trimis de pe iPhone-ul meu",
        "Отправлено с iPhone",
        "Надіслано з iPhone",
        "Στάλθηκε από το iPhone μου",
        "iPhone'umdan gönderildi",
        "Az iPhone-omról küldve",
        "发自我的iPhone",
        "從我的 iPhone 傳送",
        "iPhoneから送信",
        "나의 iPhone에서 보냄",
        "Dikirim dari iPhone saya",
        "ส่งจาก iPhone ของฉัน",
        "נשלח מה-iPhone שלי",
        "أُرسلت من الـ iPhone",
    ],
)
def test_what_telephones_add_is_cut(line: str) -> None:
    assert split_reply(f"{OWN}\n\n{line}\n") == Reply(OWN, line)
    assert split_reply(f"{OWN}\n\n{line}\n\nOn 3 Feb 2020, at 10:15, Bob <bob@example.org> wrote:\n\n> x\n").kept == OWN


@pytest.mark.parametrize(
    "below",
    [
        "-- \nAnn Smith\nBakery by the bridge",
        "--\nAnn Smith\nBakery by the bridge",
        "-- \nAnn\n\n-- \nYou received this message because you are subscribed to the group.",
        "_______________________________________________\nvillage mailing list\nvillage@example.org",
        "To unsubscribe from this group, send a mail to village+unsubscribe@example.org.",
        "Disclaimer\n\nThis e-mail is confidential and meant for the intended recipient. If you received it by error, "
        "please notify the sender and delete it.",
        "Diese E-Mail ist vertraulich. Sollten Sie sie irrtümlich erhalten haben, benachrichtigen Sie den Absender.",
        "\u1427",
        "---\n***\n",
    ],
)
def test_signatures_footers_and_disclaimers_are_cut(below: str) -> None:
    assert split_reply(f"{OWN}\n\n{below}\n").kept == OWN


def test_a_warning_on_top_is_cut() -> None:
    warning = "CAUTION: This email originated from outside of the organisation.\nDo not click links."
    assert split_reply(f"{warning}\n\n{OWN}") == Reply(OWN, warning)


@pytest.mark.parametrize(
    "text",
    [
        "Kind regards,\nAnn\nBakery by the bridge",
        "I wrote to him on Monday:\n\nhe has not answered.",
        "On this day\n\nI wrote something:\n\nit was long.",
        "At 10:30 we meet:\n- at the door\n- on time",
        "Sent from Berlin, this is a long story. We went by train.",
        "Sent from my desk, it is much easier than by phone.",
        "One half -- the other half.\n\n- one\n- two",
        "A title\n=======\n\nWords below it.\n\n---\n\nAnd below a line.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "mysql> select 1;\n\nshows one.",
        "From: the heart.\n\nTo: you, as the song says.",
        "    indented = code\n\nwords",
        "```\nFrom: bob@example.org\nTo: ann@example.org\nSubject: in a fence\n-- \n```\n\nThat is a header.",
        "> A quote of mine.\n\nAnd words below it.",
        "> A quote and nothing else.",
        "Words with a virus scanner in them, and nothing more to say about it here.",
        "The data are confidential.",
        "+1",
    ],
)
def test_what_people_write_themselves_stays(text: str) -> None:
    assert split_reply(text) == Reply(text, "")


def test_answers_between_quotes_stay_with_what_they_answer() -> None:
    text = (
        "Hello Bob,\n\nOn 3 Feb 2020, at 10:15, Bob <bob@example.org> wrote:\n> Is it open?\n\nYes.\n\n"
        "> And on Sunday?\nNo.\n\n> Bye\n> Bob\n\n-- \nAnn\n"
    )
    assert split_reply(text).kept == ("Hello Bob,\n\n> Is it open?\n\nYes.\n\n> And on Sunday?\n\nNo.")


def test_words_right_below_a_quote_do_not_become_part_of_it() -> None:
    assert split_reply("> a question\nan answer\n> another\nand another answer").kept == (
        "> a question\n\nan answer\n> another\n\nand another answer"
    )


def test_a_quote_that_begins_with_an_ellipsis_is_yet_a_quote() -> None:
    text = "Hi Bob,\n\nOn 3 Feb 2020, at 10:15, Bob <bob@example.org> wrote:\n[snip]\n> Is it open?\n\nYes, it is.\n"
    assert split_reply(text).kept.endswith("> Is it open?\n\nYes, it is.")


def test_a_forward_without_own_words_is_what_it_forwards() -> None:
    heading = "---------- Forwarded message ---------\nFrom: Bob <bob@example.org>\nDate: Mon, 3 Feb 2020\n"
    heading += "Subject: a long subject\n that goes on\nTo: <ann@example.org>"
    assert split_reply(f"{heading}\n\nThe fair is on Sunday.\n") == Reply("The fair is on Sunday.", heading)
    signed = f"-- \nAnn\n\n{heading}\n\nThe fair is on Sunday."
    assert split_reply(signed).kept == "The fair is on Sunday."
    quoted = "> Begin forwarded message:\n>\n> From: Bob\n> Subject: Fair\n> Date: Monday\n>\n> Sunday."
    assert split_reply(f"{quoted}\n\n-- \nAnn\n").kept == quoted


def test_a_forward_of_forwards_ends() -> None:
    heading = "---------- Forwarded message ---------\nFrom: Bob\nDate: Monday\nSubject: Fair\n\n"
    assert split_reply(heading * 50 + "Sunday.").kept.endswith("Sunday.")


def test_a_mail_of_nothing_but_an_earlier_one_is_empty() -> None:
    assert split_reply("On 3 Feb 2020, at 10:15, Bob <bob@example.org> wrote:\n> x\n").kept == ""
    assert split_reply("> On 3 Feb 2020, at 10:15, Bob <bob@example.org> wrote:\n> x\n").kept == ""
    assert split_reply("Sent from my iPhone").kept == ""
    assert split_reply("").kept == ""


def test_who_writes_below_a_signature_line_is_heard() -> None:
    assert split_reply("-- \nHello, is the fair on Sunday?").kept.endswith("Hello, is the fair on Sunday?")


def test_lines_of_dashes_through_a_text_are_not_its_end() -> None:
    part = "-- \n" + "a line of a manual\n" * 6
    assert split_reply(f"See:\n\n{part}{part}-- \nAnn").kept == f"See:\n\n{part}{part}".strip()


def test_a_patch_made_by_git_is_whole() -> None:
    patch = f"From {'0123456789' * 4} Mon Sep 17 00:00:00 2001\nFrom: Ann\nDate: Monday\nSubject: [PATCH] x\n\nWords."
    assert split_reply(f"See below.\n\n{patch}").kept == f"See below.\n\n{patch}"


WROTE = "On Mon, Feb 3, 2020 at 10:15 AM Bob Ray &lt;<a href='mailto:bob@example.org'>bob@example.org</a>&gt; wrote:"
HTML = {
    "Gmail": f"<div><b>Yes</b>.</div><br><div><div>{WROTE}<br></div><blockquote><div>Open?</div></blockquote></div>",
    "Outlook": "<div><p><b>Yes</b>.</p><p>&nbsp;</p><div><p><b>From:</b> Bob &lt;bob@example.org&gt; <br><b>Sent:"
    "</b> Monday<br><b>To:</b> Ann<br><b>Subject:</b> Fair</p></div><p>Open?</p></div>",
    "Outlook on the web": "<div><b>Yes</b>.</div><hr><div><b>Von:</b> Bob &lt;bob@example.org&gt;<br><b>Gesendet:"
    "</b> Montag<br><b>An:</b> Ann<br><b>Betreff:</b> Markt<div>&nbsp;</div></div><div>Open?</div>",
    "Apple": f"<body><b>Yes</b>.<br><div>Sent from my iPhone</div><div><br><blockquote>{WROTE}<br><br></blockquote>"
    "</div><blockquote><div>Open?</div></blockquote></body>",
    "Thunderbird": "<p><b>Yes</b>.</p><div>On 2/3/20 10:15, Bob Ray wrote:<br></div><blockquote><p>Open?</p>"
    "</blockquote><div>-- <br>Ann Smith</div>",
    "Yahoo": f"<div><b>Yes</b>.</div><div><div>{WROTE} </div><div><br></div><div>Open?</div></div>",
}


@pytest.mark.parametrize("html", HTML.values(), ids=HTML.keys())
def test_replies_in_html_are_divided_as_markdown(html: str) -> None:
    assert split_reply(from_html(html)).kept == "**Yes**."


def test_backslashes_of_plain_text_stay() -> None:
    assert split_reply("see C:\\files\\*.txt \\\nor D:\\x\\\\").kept == "see C:\\files\\*.txt \\\nor D:\\x\\\\"


def test_quoted_printable_that_nobody_decoded() -> None:
    text = f"{OWN}\n\nOn Mon, Feb 3, 2020 at 10:15=E2=80=AFAM Bob <bob@example.org> w=\nrote:\n\n> {'x' * 74}=\ny\n"
    assert split_reply(text).kept == OWN
