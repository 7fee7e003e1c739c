package io.centrifuge.core.reference;

import java.util.Optional;

/**
 * What came of a frame: a message for the machine, or what to answer without asking it, or neither.
 *
 * @param <M> the message
 * @param <F> the frame in answer
 */
public record Received<M, F>(Optional<M> message, Optional<F> answer) {
    static <M, F> Received<M, F> message(M message) {
        return new Received<>(Optional.of(message), Optional.empty());
    }

    static <M, F> Received<M, F> answer(F answer) {
        return new Received<>(Optional.empty(), Optional.of(answer));
    }

    static <M, F> Received<M, F> nothing() {
        return new Received<>(Optional.empty(), Optional.empty());
    }
}
