"""The words mail programs put around an answer, by language. Compared without regard to case."""

from __future__ import annotations

# "wrote", as programs conjugate it in the line above a quote.
WROTE = (
    *("wrote", "writes", "has written"),  # English
    *("schrieb", "schreibt", "geschrieben"),  # German
    *("a écrit", "écrit", "a ecrit"),  # French
    *("escribió", "escribio", "escribe"),  # Spanish
    *("va escriure", "ha escrit"),  # Catalan
    *("escribiu",),  # Galician
    *("idatzi du",),  # Basque
    *("escreveu", "escreve"),  # Portuguese
    *("ha scritto", "scrive", "scrisse"),  # Italian
    *("a scris",),  # Romanian
    *("schreef", "geschreven"),  # Dutch
    *("geskryf", "het geskryf"),  # Afrikaans
    *("skrev", "skreiv", "følgende"),  # Danish, Norwegian, Swedish
    *("skrifaði",),  # Icelandic
    *("kirjoitti",),  # Finnish
    *("kirjutas",),  # Estonian
    *("rakstīja",),  # Latvian
    *("rašė",),  # Lithuanian
    *("napisał", "napisała", "napisał(a)", "pisze"),  # Polish
    *("napsal", "napsala", "napsal(a)", "píše"),  # Czech
    *("napísal", "napísala", "napísal(a)"),  # Slovak
    *("napisao", "napisala", "napisao/la", "je napisal", "je napisao", "piše"),  # Croatian, Slovenian
    *("написао", "је написао", "је написао/ла"),  # Serbian
    *("написал", "написала", "написал(а)", "пишет", "писал", "писал(а)"),  # Russian
    *("написав", "написала", "пише", "писав"),  # Ukrainian
    *("написа",),  # Bulgarian
    *("ezt írta", "írta"),  # Hungarian
    *("έγραψε", "έγραψε:"),  # Greek
    *("yazdı", "şunu yazdı", "şunları yazdı"),  # Turkish
    *("menulis",),  # Indonesian, Malay
    *("đã viết", "viết"),  # Vietnamese
    *("aliandika",),  # Swahili
    *("schrieb am", "skryf"),
)
# Scripts without spaces or with letters that join: found anywhere in the line.
WROTE_INSIDE = (
    *("写道", "寫道", "写到", "の投稿", "のメール", "書きました", "書いた", "작성", "님이 쓴 글"),
    *("เขียน", "כתב", "כתבה", "מאת", "كتب", "كتبت", "كتابة", "نوشت", "लिखा", "লিখেছেন"),
)

# The fields of the block that Outlook and others set above the earlier mail, by what they say.
LABELS: dict[str, tuple[str, ...]] = {
    "from": (
        *("from", "von", "de", "da", "van", "fra", "från", "lähettäjä", "od", "kimden", "gönderen", "från"),
        *("expéditeur", "remitente", "mittente", "afzender", "de la", "feladó", "saatja", "no", "nuo", "ot"),
        *("от", "от кого", "від", "од", "από", "dari", "pengirim", "từ", "발신", "보낸 사람", "보낸사람"),
        *("发件人", "發件人", "寄件者", "寄件人", "差出人", "送信者", "จาก", "מאת", "من", "المرسل", "از", "प्रेषक"),
    ),
    "date": (
        *("sent", "date", "gesendet", "datum", "envoyé", "date d'envoi", "fecha", "enviado", "enviado el"),
        *("enviada", "enviada em", "enviado em", "data", "inviato", "verzonden", "sendt", "dato", "skickat"),
        *("lähetetty", "päivämäärä", "päiväys", "wysłano", "data wysłania", "odesláno", "odoslané", "dátum"),
        *("elküldve", "küldve", "trimis", "trimis la", "gönderildi", "gönderilme tarihi", "tarih", "poslano"),
        *("saadetud", "kuupäev", "nosūtīts", "išsiųsta", "отправлено", "дата", "надіслано", "изпратено"),
        *("послато", "στάλθηκε", "ημερομηνία", "dikirim", "tanggal", "đã gửi", "ngày", "보낸 날짜", "날짜"),
        *("发送时间", "發送時間", "日期", "寄件日期", "时间", "送信日時", "日時", "ส่งเมื่อ", "วันที่"),
        *("נשלח", "תאריך", "تاريخ الإرسال", "التاريخ", "تاریخ", "दिनांक", "sendt dato", "envoyé le"),
    ),
    "to": (
        *("to", "an", "à", "a", "para", "aan", "til", "till", "vastaanottaja", "do", "komu", "pro", "címzett"),
        *("către", "la", "kime", "alıcı", "za", "prima", "saaja", "kam", "kam:", "kur", "кому", "до", "за"),
        *("προς", "kepada", "đến", "tới", "받는 사람", "받는사람", "收件人", "收件者", "宛先", "ถึง", "אל"),
        *("إلى", "به", "destinataire", "destinatario", "ontvanger", "adresát", "empfänger"),
    ),
    "subject": (
        *("subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "emne", "ämne"),
        *("aihe", "otsikko", "temat", "předmět", "predmet", "tárgy", "subiect", "konu", "zadeva", "naslov"),
        *("teema", "temats", "tēma", "tema", "тема", "относно", "θέμα", "perihal", "subjek", "chủ đề"),
        *("tiêu đề", "제목", "主题", "主旨", "主題", "件名", "เรื่อง", "หัวเรื่อง", "נושא", "הנדון"),
        *("الموضوع", "موضوع", "विषय", "efni"),
    ),
    "copy": (
        *("cc", "bcc", "kopie", "kopia", "kopi", "copie", "copia", "cópia", "másolat", "копия", "копія"),
        *("抄送", "副本", "참조", "สำเนา", "bilgi", "kopio", "κοιν"),
    ),
    "answer": (
        *("reply-to", "antwort an", "répondre à", "responder a", "risposta", "rispondi a", "antwoord aan"),
        *("svar til", "svara till", "odpowiedz do", "importance", "wichtigkeit", "priorität", "attachments"),
        *("anlagen", "organization", "mailed-by", "signed-by", "reply to"),
    ),
}

# What stands between dashes above an earlier mail.
ORIGINAL = (
    *("original message", "original-nachricht", "originalnachricht", "ursprüngliche nachricht", "message original"),
    *("message d'origine", "message initial", "mensaje original", "mensagem original", "messaggio originale"),
    *("oorspronkelijk bericht", "oorspronkelijke bericht", "origineel bericht", "oprindelig meddelelse"),
    *("opprinnelig melding", "ursprungligt meddelande", "originalmeddelande", "alkuperäinen viesti"),
    *("wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "pôvodná správa", "eredeti üzenet"),
    *("mesaj original", "mesajul original", "orijinal mesaj", "özgün ileti", "izvorna poruka", "izvorno sporočilo"),
    *("оригинальное сообщение", "исходное сообщение", "оригінальне повідомлення", "оригинално съобщение"),
    *("αρχικό μήνυμα", "pesan asli", "thư gốc", "tin nhắn gốc", "原始邮件", "原始郵件", "原邮件", "元のメッセージ"),
    *("원본 메시지", "원본 메일", "ข้อความต้นฉบับ", "הודעה מקורית", "الرسالة الأصلية", "پیام اصلی"),
    *("algne kiri", "originalus laiškas", "sākotnējais ziņojums", "upprunaleg skilaboð", "reply message"),
)
FORWARDED = (
    *("forwarded message", "begin forwarded message", "forwarded by", "weitergeleitete nachricht"),
    *("anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "message transféré"),
    *("début du message transféré", "début du message réexpédié", "message transmis", "mensaje reenviado"),
    *("inicio del mensaje reenviado", "mensagem encaminhada", "mensagem reencaminhada", "messaggio inoltrato"),
    *("início da mensagem encaminhada", "inizio messaggio inoltrato", "doorgestuurd bericht"),
    *("begin doorgestuurd bericht", "videresendt meddelelse", "videresendt melding", "vidarebefordrat meddelande"),
    *("vidarebefordrat mejl", "videresendt besked", "videresendt e-mail", "videresendt e-post"),
    *("vidarebefordrat brev", "välitetty viesti", "przekazana wiadomość", "wiadomość przekazana"),
    *("přeposlaná zpráva", "preposlaná správa", "továbbított üzenet", "mesaj redirecționat", "mesaj transmis"),
    *("yönlendirilmiş ileti", "iletilmiş mesaj", "proslijeđena poruka", "posredovano sporočilo"),
    *("пересылаемое сообщение", "пересланное сообщение", "переадресоване повідомлення", "препратено съобщение"),
    *("προωθημένο μήνυμα", "pesan diteruskan", "pesan terusan", "thư được chuyển tiếp", "转发的邮件", "轉寄郵件"),
    *("转发邮件", "轉寄的郵件", "転送されたメッセージ", "전달된 메시지", "ข้อความที่ส่งต่อ", "הודעה שהועברה"),
    *("رسالة معاد توجيهها", "پیام باز ارسال شده", "edastatud kiri", "persiųstas laiškas", "pārsūtīta vēstule"),
)

# Paragraphs that a company's mail server adds. Two of these make a disclaimer, whatever the language says else.
DISCLAIMER = (
    *("confidential", "privileged", "intended recipient", "intended solely", "disclaimer", "notify the sender"),
    *("advise the sender", "unauthorized", "legally binding", "scanned for viruses", "received this email in error"),
    *("received this e-mail in error", "received this message in error", "named addressee", "virus", "copying"),
    *("vertraulich", "irrtümlich", "unbefugte", "rechtlich geschützt", "confidentiel", "destinataire", "par erreur"),
    *("confidencial", "destinatario", "por error", "destinatário", "por engano", "riservat", "per errore"),
    *("vertrouwelijk", "geadresseerde", "bestemd", "fortrolig", "konfidentiell", "konfidentsiaal", "luottamuksellin"),
    *("poufne", "adresat", "důvěrn", "конфиденциальн", "конфіденційн", "bizalmas", "confidențial", "gizli"),
)
BANNER = (
    *(
        "caution: this email",
        "caution: this e-mail",
        "caution: external",
        "external email",
        "[external]",
        "warning: this",
    ),
    *("this email originated from outside", "this message originated from outside", "achtung: diese e-mail"),
    *("vorsicht: externe", "externe e-mail", "attention : ce message", "attention: courriel externe"),
    *("precaución: este correo", "atenção: este e-mail", "attenzione: questa", "let op: deze e-mail"),
)
# What forums, trackers and lists write under their mails.
FOOTER = (
    *("mailing list", "unsubscribe", "mailman/listinfo", "you received this message because", "reply to this email"),
    *("you are receiving this because", "view it on github", "view it on gitlab", "groups.google.com"),
    *("visit topic", "to respond, reply", "abbestellen", "se désabonner", "désinscrire", "darse de baja"),
    *("cancelar inscrição", "disiscriv", "afmelden", "avprenumerera", "afmeld", "отписаться", "wypisać"),
)
FOOTER_STARTS = ("to unsubscribe", "you received this message because", "you are receiving this", "visit topic")

# "Sent from my phone", as each maker's mail program says it. The device or program follows, or stands before.
SENT_FROM = (
    *("sent from", "sent via", "sent with", "sent by", "sent using", "get outlook for", "typed on", "from my iphone"),
    *("gesendet von", "gesendet mit", "gesendet über", "von meinem", "diese nachricht wurde von meinem"),
    *("envoyé depuis", "envoyé de mon", "envoyé de", "envoyé à partir", "envoyé avec", "télécharger outlook"),
    *("enviado desde", "enviado de", "enviado do", "enviado a partir", "enviado con", "enviado via", "obtener outlook"),
    *("inviato da", "inviato dal", "ottieni outlook", "enviat des", "bidalia", "enviado dende"),
    *("verzonden vanaf", "verzonden met", "verzonden vanuit", "verzonden via", "verstuurd vanaf", "outlook voor"),
    *("sendt fra", "sendt med", "sendt via", "skickat från", "skickat med", "hämta outlook", "hent outlook"),
    *("lähetetty", "saadetud", "nosūtīts no", "išsiųsta iš", "sent úr", "wysłane z", "wysłano z", "pobierz outlook"),
    *("odesláno z", "odoslané z", "poslano z", "poslano s", "послато са", "trimis de pe", "trimis din"),
    *("отправлено с", "отправлено из", "надіслано з", "надіслано із", "изпратено от", "στάλθηκε από"),
    *("dikirim dari", "được gửi từ", "đã gửi từ", "ส่งจาก", "发自我的", "發自我的", "来自我的", "從我的", "从我的"),
    *("נשלח מה", "תישלח מה", "أُرسلت من", "أرسلت من", "تم الإرسال من", "ارسال شده از"),
)
SENT_FROM_ENDINGS = (
    *("gesendet", "gesendet.", "から送信", "傳送", "发送", "發送", "에서 보냄", "gönderildi", "küldve", "보냄"),
    *("gönderildi.", "küldve.", "gesendet von k-9 mail."),
)
EXCUSES = ("excuse", "typo", "pardon", "brevity", "brief", "mistake", "tippfehler", "kürze", "entschuldig", "erreur")
DEVICES = ("mobile", "phone", "iphone", "ipad", "android", "blackberry", "galaxy", "cell", "tablet", "handy")
