package io.centrifuge.rules;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** One change of a patch, at the place and with the names of today. */
final class CarriedChange {
    private final Alignment alignment;
    private final JavaTokens now;
    private final JavaTokens patched;
    private final Difference.Change change;
    private final UnaryOperator<String> names;

    /**
     * @param alignment of the file that the patch changed
     * @param patched the file as the patch left it
     * @param change of the file's tokens
     * @param names what a name is called today
     */
    CarriedChange(
            Alignment alignment,
            JavaTokens patched,
            Difference.Change change,
            UnaryOperator<String> names) {
        this.alignment = alignment;
        this.now = alignment.today;
        this.patched = patched;
        this.change = change;
        this.names = names;
    }

    /** Characters {@code [from, to)} of one of today's files become this text. */
    record Edit(String file, int from, int to, String text) {}

    /** The edit of today's file; none where what it replaces is no longer there as it was. */
    Optional<Edit> edit() {
        int from = change.from();
        if (from < change.to()) {
            return alignment.isSure(from, change.to())
                    ? Optional.of(change.newFrom() == change.newTo() ? deletion() : replacement())
                    : Optional.empty();
        }
        if (alignment.isSure(from - 1, from)) {
            return Optional.of(after());
        }
        return alignment.isSure(from, from + 1) ? Optional.of(before()) : Optional.empty();
    }

    private Edit replacement() {
        int first = alignment.spot(change.from());
        int last = alignment.spot(change.to() - 1);
        return edit(now.start(first), now.end(last), text(change.from()));
    }

    /** Takes the whole lines out, if nothing else is on them. */
    private Edit deletion() {
        int first = alignment.spot(change.from());
        int last = alignment.spot(change.to() - 1);
        if (now.isFirstOfLine(first) && now.isFirstOfLine(last + 1)) {
            return edit(now.lineStart(now.start(first)), now.lineEnd(now.end(last)) + 1, "");
        }
        return now.gapBefore(last + 1).isEmpty()
                ? edit(now.end(first - 1), now.end(last), "")
                : edit(now.start(first), now.start(last + 1), "");
    }

    private Edit after() {
        int left = alignment.spot(change.from() - 1);
        String gap = patched.gapBefore(change.newFrom());
        String text = text(change.from() - 1);
        int end = now.end(left);
        if (!gap.contains("\n")) {
            boolean isAlone = now.gapBefore(left + 1).isBlank() && !now.isFirstOfLine(left + 1);
            return isAlone
                    ? edit(end, now.start(left + 1), gap + text + patched.gapBefore(change.newTo()))
                    : edit(end, end, gap + text);
        }
        int from = now.isFirstOfLine(left + 1) ? now.lineEnd(end) : end;
        String lines = gap.substring(gap.indexOf('\n'));
        return edit(from, from, indented(lines, shift(change.from() - 1)) + text);
    }

    private Edit before() {
        int right = alignment.spot(change.from());
        String gap = patched.gapBefore(change.newTo());
        String space = gap.contains("\n") ? "\n" + " ".repeat(now.indent(right)) : gap;
        return edit(now.start(right), now.start(right), text(change.from()) + space);
    }

    private Edit edit(int from, int to, String text) {
        return new Edit(alignment.file, from, to, text);
    }

    /** How much further the line of a token as it was is indented today. */
    private int shift(int token) {
        return now.indent(alignment.spot(token)) - alignment.before.indent(token);
    }

    /** What it puts there, with the names of today, indented like this token as it was. */
    private String text(int token) {
        int shift = shift(token);
        StringBuilder text = new StringBuilder();
        for (int at = change.newFrom(); at < change.newTo(); at++) {
            text.append(at == change.newFrom() ? "" : indented(patched.gapBefore(at), shift));
            text.append(names.apply(patched.texts.get(at)));
        }
        return text.toString();
    }

    /** What is between two tokens, with the second indented further if it begins a line. */
    private static String indented(String gap, int shift) {
        int line = gap.lastIndexOf('\n') + 1;
        return line == 0
                ? gap
                : gap.substring(0, line) + " ".repeat(Math.max(0, gap.length() - line + shift));
    }
}
