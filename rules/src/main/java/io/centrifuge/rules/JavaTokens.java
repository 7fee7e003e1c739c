package io.centrifuge.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A Java source as a sequence of tokens, so that neither how its lines are broken nor its comments
 * matter when two are compared. An operator of several characters is several tokens.
 */
final class JavaTokens {
    /** What looks like a name and can't be renamed. */
    private static final Set<String> KEYWORDS = Set.of("""
            abstract assert boolean break byte case catch char class const continue default do
            double else enum extends false final finally float for if implements import instanceof
            int interface long native new null package private protected public record return
            sealed permits short static strictfp super switch synchronized this throw throws
            transient true try var void volatile while yield""".split("\\s+", -1));

    private final String text;

    /** The tokens' own texts. */
    final List<String> texts = new ArrayList<>();

    private final List<Integer> starts = new ArrayList<>();

    private JavaTokens(String text) {
        this.text = text;
    }

    /** Of a source's lines. */
    static JavaTokens of(List<String> lines) {
        JavaTokens tokens = new JavaTokens(text(lines));
        String text = tokens.text;
        int at = 0;
        while (at < text.length()) {
            int end = tokens.endOf(at);
            boolean comment = text.startsWith("//", at) || text.startsWith("/*", at);
            if (!comment && !Character.isWhitespace(text.charAt(at))) {
                tokens.starts.add(at);
                tokens.texts.add(text.substring(at, end));
            }
            at = end;
        }
        return tokens;
    }

    /** The lines as one text, in which characters are counted. */
    static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private int endOf(int at) {
        char first = text.charAt(at);
        if (text.startsWith("//", at)) {
            return found(text.indexOf('\n', at), 0);
        }
        if (text.startsWith("/*", at)) {
            return found(text.indexOf("*/", at + 2), 2);
        }
        if (text.startsWith("\"\"\"", at)) {
            return found(text.indexOf("\"\"\"", at + 3), 3);
        }
        if (first == '"' || first == '\'') {
            int end = at + 1;
            while (end < text.length() && text.charAt(end) != first) {
                end += text.charAt(end) == '\\' ? 2 : 1;
            }
            return Math.min(text.length(), end + 1);
        }
        int end = at + 1;
        while (Character.isJavaIdentifierPart(first)
                && end < text.length()
                && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private int found(int index, int length) {
        return index < 0 ? text.length() : index + length;
    }

    int size() {
        return texts.size();
    }

    /** Where a token begins; the end of the text behind the last. */
    int start(int token) {
        return token < size() ? starts.get(token) : text.length();
    }

    int end(int token) {
        return starts.get(token) + texts.get(token).length();
    }

    /** Where the line of this character begins. */
    int lineStart(int character) {
        return text.lastIndexOf('\n', character - 1) + 1;
    }

    /** Where the line of this character ends, before its line break. */
    int lineEnd(int character) {
        return text.indexOf('\n', character);
    }

    /** What is between a token and the one before: spaces, line breaks, comments. */
    String gapBefore(int token) {
        return text.substring(token == 0 ? 0 : end(token - 1), start(token));
    }

    /** Whether a line break is between a token and the one before. */
    boolean isFirstOfLine(int token) {
        return gapBefore(token).contains("\n");
    }

    /** The line of a token, counted from 1. */
    int line(int token) {
        return (int) text.substring(0, start(token)).lines().count();
    }

    /** How far the line of this token is indented. */
    int indent(int token) {
        String line = text.substring(lineStart(start(token)));
        return line.length() - line.stripLeading().length();
    }

    static boolean isName(String token) {
        return Character.isJavaIdentifierStart(token.charAt(0)) && !KEYWORDS.contains(token);
    }
}
