package io.centrifuge.core;

import java.nio.charset.StandardCharsets;

/**
 * The rule for every name that a user gives: 1 to {@value #MAX_BYTES} bytes of UTF-8, no control
 * characters, no unpaired surrogates, no white space at either end. Stateless.
 */
public final class Names {
    /** The longest name, in bytes of UTF-8. */
    public static final int MAX_BYTES = 200;

    private Names() {}

    /**
     * Returns {@code value} if it is a valid name.
     *
     * @param what what the name is of, for the message, such as "service name"
     * @throws IllegalArgumentException names the value and the remedy
     */
    public static String require(String what, String value) {
        if (isPlain(value)) {
            return value;
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty: give it at least one character");
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "%s is %d bytes long: at most %d bytes of UTF-8 are allowed (it begins \"%s\")"
                            .formatted(what, bytes, MAX_BYTES, printable(value.substring(0, 20))));
        }
        if (!value.strip().equals(value)) {
            throw new IllegalArgumentException(
                    "%s \"%s\" begins or ends with white space: remove it"
                            .formatted(what, printable(value)));
        }
        value.codePoints().forEach(point -> requirePrintable(what, value, point));
        return value;
    }

    /** Whether it is of letters, digits and signs of ASCII alone, as nearly all names are. */
    private static boolean isPlain(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_BYTES) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char character = value.charAt(i);
            if (character <= ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    private static void requirePrintable(String what, String value, int point) {
        if (Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE) {
            throw new IllegalArgumentException(("%s \"%s\" has the character U+%04X: "
                            + "control characters and unpaired surrogates are not allowed")
                    .formatted(what, printable(value), point));
        }
    }

    private static String printable(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints()
                .map(point -> Character.isISOControl(point) ? '?' : point)
                .forEach(text::appendCodePoint);
        return text.toString();
    }
}
