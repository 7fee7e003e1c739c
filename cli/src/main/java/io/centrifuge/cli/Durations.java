package io.centrifuge.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: {@code 5}, {@code 2.5s}, {@code 500ms}, {@code 2m}. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h)?");

    private Durations() {}

    /**
     * Above 0; a bare number is seconds.
     *
     * @throws IllegalArgumentException names the text and shows what is right
     */
    static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            String unit = matcher.group(2) == null ? "s" : matcher.group(2);
            double millis = Double.parseDouble(matcher.group(1))
                    * switch (unit) {
                        case "ms" -> 1;
                        case "m" -> 60_000;
                        case "h" -> 3_600_000;
                        default -> 1000;
                    };
            if (millis >= 1) {
                return Duration.ofMillis(Math.round(millis));
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is no duration: write such as 5s, 500ms or 2m".formatted(text));
    }
}
