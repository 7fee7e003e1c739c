package io.centrifuge.demo;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a device of the demo publishes: its address, which also says whose it is and which of its
 * publications this is, so that every answer can be checked.
 *
 * @param device its place in the list of devices
 * @param version counts the device's publications from 1
 */
record PublishedAddress(int device, long version) {
    private static final Pattern TEXT =
            Pattern.compile("10\\.\\d+\\.\\d+\\.\\d+:\\d+;device=(\\d{1,9});version=(\\d{1,18})");

    String text() {
        return "10.%d.%d.%d:%d;device=%d;version=%d"
                .formatted(
                        device >> 16 & 0xff,
                        device >> 8 & 0xff,
                        device & 0xff,
                        1024 + version % 60_000,
                        device,
                        version);
    }

    /** Empty if no device of the demo ever published such a text. */
    static Optional<PublishedAddress> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new PublishedAddress(
                        Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }
}
