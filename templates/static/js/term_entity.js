// The button "Word of the glossary" of Wagtail's text editor: a dialog chooses the term, and the marked word shows it.
// Wagtail loads this as a plain script beside its own, and keeps React and its editor's parts on `window`.
(() => {
  const { draftail, React } = window;

  class TermSource extends draftail.ModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.termChooser,
        urlParams: {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    filterEntityData({ id, title }) {
      return { id, word: title };
    }
  }

  function Term({ entityKey, contentState, children, onEdit, onRemove }) {
    const { word, id } = contentState.getEntity(entityKey).getData();
    const about = { entityKey, onEdit, onRemove, icon: "#icon-help", label: word || `#${id}`, url: null };
    return React.createElement(draftail.TooltipEntity, about, children);
  }

  draftail.registerPlugin({ type: "TERM", source: TermSource, decorator: Term }, "entityTypes");
})();
