package io.centrifuge.core.transcript;

import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The network: all that was sent, each with its number. Nothing arrives unless the script says so;
 * what did arrive, or was lost, can still be repeated.
 */
final class Mail {
    private final List<Letter> letters = new ArrayList<>();

    /** What a letter holds. */
    sealed interface Content {
        record OfManager(ManagerFrame frame) implements Content {}

        record OfOwner(OwnerFrame frame) implements Content {}

        record ForLookup(TableAnswer answer) implements Content {}
    }

    /** One message on its way. */
    static final class Letter {
        final int number;
        final String from;
        final String to;
        final Content content;
        private boolean waits = true;

        Letter(int number, String from, String to, Content content) {
            this.number = number;
            this.from = from;
            this.to = to;
            this.content = content;
        }

        @Override
        public String toString() {
            String text = switch (content) {
                case Content.OfManager(ManagerFrame frame) -> Messages.print(frame);
                case Content.OfOwner(OwnerFrame frame) -> Messages.print(frame);
                case Content.ForLookup(TableAnswer answer) -> Messages.print(answer);
            };
            return "[%d] %s -> %s: %s".formatted(number, from, to, text);
        }
    }

    Letter send(String from, String to, Content content) {
        Letter letter = new Letter(letters.size() + 1, from, to, content);
        letters.add(letter);
        return letter;
    }

    /** Takes the letter off the network. */
    Letter take(Letter letter) {
        letter.waits = false;
        return letter;
    }

    /** Takes off the network message {@code 3}, or for {@code m1 -> a} the oldest between them. */
    Letter take(Words words) {
        String first = words.next();
        if (!words.take("->")) {
            return take(numbered(first));
        }
        String to = words.next();
        return take(waiting().stream()
                .filter(letter -> letter.from.equals(first) && letter.to.equals(to))
                .findFirst()
                .orElseThrow(() ->
                        new Unmet("nothing is on its way from %s to %s".formatted(first, to))));
    }

    /** Whether or not it still waits. */
    Letter numbered(String number) {
        int wanted = Integer.parseInt(number);
        if (wanted < 1 || wanted > letters.size()) {
            throw new Unmet("there is no message " + wanted);
        }
        return letters.get(wanted - 1);
    }

    Optional<Letter> oldest() {
        return waiting().stream().findFirst();
    }

    List<Letter> waiting() {
        return letters.stream().filter(letter -> letter.waits).toList();
    }

    /** Forgets what arrived or was lost, and numbers the rest from 1. */
    void forget() {
        List<Letter> left = waiting();
        letters.clear();
        left.forEach(letter -> send(letter.from, letter.to, letter.content));
    }
}
