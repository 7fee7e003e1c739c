package io.centrifuge.core.transcript;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The words of one command, taken from left to right. */
final class Words {
    private final String line;
    private final Deque<String> left;

    Words(String line) {
        this.line = line.strip();
        left = this.line.isEmpty()
                ? new ArrayDeque<>()
                : new ArrayDeque<>(List.of(this.line.split("\\s+")));
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    boolean nextIs(String word) {
        return word.equals(left.peekFirst());
    }

    boolean nextBegins(String start) {
        return !left.isEmpty() && left.getFirst().startsWith(start);
    }

    /** Takes the next word if it is this one. */
    boolean take(String word) {
        boolean is = nextIs(word);
        if (is) {
            left.removeFirst();
        }
        return is;
    }

    Words expect(String word) {
        if (!take(word)) {
            throw new IllegalArgumentException(
                    "\"%s\" is wanted before \"%s\" in: %s".formatted(word, rest(), line));
        }
        return this;
    }

    String next() {
        if (left.isEmpty()) {
            throw new IllegalArgumentException("a word is missing at the end of: " + line);
        }
        return left.removeFirst();
    }

    /** The number after {@code name}. */
    long number(String name) {
        return Notation.number(expect(name).next());
    }

    /** The time after {@code name}, in nanoseconds. */
    long time(String name) {
        return Notation.nanos(expect(name).next());
    }

    /** All that is left. */
    String rest() {
        String rest = String.join(" ", left);
        left.clear();
        return rest;
    }

    void end() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("\"%s\" is too much in: %s".formatted(rest(), line));
        }
    }
}
