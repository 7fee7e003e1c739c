package io.centrifuge.testsupport;

import io.centrifuge.protocol.security.RefusalLog;

import java.util.regex.Pattern;

/** What the log says of refusals, from now until it is stopped. Any thread may ask. */
public final class LoggedRefusals {
    private final LogLines log = new LogLines(RefusalLog.class);

    /** Whether there is such a line, at WARN; {@code <from>} stands for a client's address. */
    public boolean has(String line) {
        String[] around = line.split("<from>", 2);
        Pattern wanted = Pattern.compile(Pattern.quote("WARN refused " + around[0])
                + "(localhost|\\S*127\\.0\\.0\\.1):\\d+"
                + Pattern.quote(around[1])
                + ".*");
        return log.lines().stream().anyMatch(wanted.asMatchPredicate());
    }

    public void stop() {
        log.stop();
    }

    @Override
    public String toString() {
        return String.join("\n", log.lines());
    }
}
