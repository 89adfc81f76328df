// How Web Chat and its cards look beside Teams, in light and dark.

const FONT = '"Segoe UI", "Segoe UI Web (West European)", system-ui, -apple-system, "Noto Sans", sans-serif';
const dark = window.matchMedia("(prefers-color-scheme: dark)");

const LIGHT = {
  pane: "#fafafa", bubble: "#ffffff", own: "#e8ebfa", text: "#242424", subtle: "#616161", line: "#e0e0e0",
  accent: "#5b5fc7", emphasis: "#f5f5f5", good: "#0e700e", warning: "#8a3707", attention: "#b10e1c",
  goodBox: "#f1faf1", warningBox: "#fdf6f3", attentionBox: "#fdf3f4", accentBox: "#e8ebfa",
};
const DARK = {
  pane: "#1f1f1f", bubble: "#292929", own: "#2f2f4a", text: "#ffffff", subtle: "#adadad", line: "#3d3d3d",
  accent: "#a6a9fa", emphasis: "#333333", good: "#7ed67e", warning: "#f2b98a", attention: "#f1a5ab",
  goodBox: "#16301a", warningBox: "#3a2412", attentionBox: "#3a1519", accentBox: "#2f2f4a",
};

const colours = () => (dark.matches ? DARK : LIGHT);

export const onThemeChange = (redraw) => dark.addEventListener("change", redraw);

export function styleOptions(initials) {
  const c = colours();
  return {
    accent: c.accent, backgroundColor: c.pane, subtle: c.subtle, primaryFont: FONT, fontSizeSmall: "12px",
    rootHeight: "100%", rootWidth: "100%", paddingRegular: 10,
    botAvatarInitials: "ID", userAvatarInitials: initials,
    botAvatarBackgroundColor: "#5b5fc7", userAvatarBackgroundColor: "#0f6c70", avatarSize: 32,
    bubbleBackground: c.bubble, bubbleTextColor: c.text, bubbleBorderColor: c.line, bubbleBorderRadius: 6,
    bubbleFromUserBackground: c.own, bubbleFromUserTextColor: c.text, bubbleFromUserBorderColor: c.own, bubbleFromUserBorderRadius: 6,
    bubbleMaxWidth: 620, bubbleMinHeight: 34, bubbleMinWidth: 40,
    bubbleAttachmentMaxWidth: 620, bubbleMessageMaxWidth: 560,
    messageActivityWordBreak: "break-word", cardEmphasisBackgroundColor: c.emphasis,
    timestampColor: c.subtle, groupTimestamp: 60000,
    hideUploadButton: true, disableFileUpload: true, hideScrollToEndButton: false,
    sendBoxTextWrap: true, sendBoxHeight: 48, sendBoxMaxHeight: 160, // several lines, as pasted
    sendBoxBackground: c.bubble, sendBoxTextColor: c.text, sendBoxPlaceholderColor: c.subtle,
    sendBoxButtonColor: c.accent, sendBoxBorderTop: `solid 1px ${c.line}`,
    typingAnimationDuration: 4000, transcriptOverlayButtonBackground: c.accent,
  };
}

export function hostConfig() {
  const c = colours();
  const say = (colour) => ({ default: colour, subtle: colour });
  const foregroundColors = {
    default: { default: c.text, subtle: c.subtle }, dark: say(c.text), light: say(c.subtle), accent: say(c.accent),
    good: say(c.good), warning: say(c.warning), attention: say(c.attention),
  };
  const box = (backgroundColor) => ({ backgroundColor, foregroundColors });
  return {
    supportsInteractivity: true, fontFamily: FONT,
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: c.line },
    imageSizes: { small: 32, medium: 52, large: 100 },
    actions: { maxActions: 6, spacing: "default", buttonSpacing: 8, showCard: { actionMode: "inline", inlineTopMargin: 12 }, actionsOrientation: "horizontal", actionAlignment: "left" },
    containerStyles: { default: box(c.bubble), emphasis: box(c.emphasis), good: box(c.goodBox), warning: box(c.warningBox), attention: box(c.attentionBox), accent: box(c.accentBox) },
    factSet: { title: { color: "default", size: "default", weight: "bolder", wrap: true, maxWidth: 160 }, value: { color: "default", size: "default", weight: "default", wrap: true }, spacing: 12 },
    inputs: { label: { inputSpacing: "small", requiredInputs: { weight: "bolder", color: "default", suffix: " *", suffixColor: "attention" }, optionalInputs: { weight: "bolder", color: "default" } }, errorMessage: { color: "attention", spacing: "small", weight: "default" } },
    textStyles: { heading: { fontType: "default", size: "large", weight: "bolder", color: "default", isSubtle: false } },
  };
}
