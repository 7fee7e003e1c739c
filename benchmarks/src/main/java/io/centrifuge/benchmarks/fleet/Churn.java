package io.centrifuge.benchmarks.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done to a fleet that has come to rest. */
public enum Churn {
    /** Nothing. */
    NONE,
    /** A night of security patches: owners restarted in groups, and each manager in between. */
    PATCH,
    /** All owners restarted at once, several times. */
    MASS,
    /** The manager that leads killed and started again, again and again. */
    TAKEOVER,
    /** Most of those that keep the store stopped for a while, once briefly and once for long. */
    STALL;

    /** The one of that name, in small letters. */
    public static Churn parse(String name) {
        return Arrays.stream(values())
                .filter(churn -> churn.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no churn \"%s\": give %s"
                        .formatted(
                                name,
                                Arrays.stream(values())
                                        .map(Churn::text)
                                        .collect(Collectors.joining(", ")))));
    }

    /** As it is given. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
