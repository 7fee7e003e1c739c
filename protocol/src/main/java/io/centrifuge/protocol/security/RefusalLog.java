package io.centrifuge.protocol.security;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log who was refused, from where, and why. Any thread may call.
 *
 * <p>Invariant: whoever is refused again and again doesn't fill the log. There are a few lines in
 * each ten seconds, and what is left out is counted. One kind of refusal has one of these, so that
 * a flood of one kind doesn't hide the others.
 */
public final class RefusalLog {
    static final int LINES = 50;
    static final long SECONDS = 10;

    private static final int LONGEST = 1_000;

    /** Names come from others' certificates: none may look like a line of its own. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    private final LongSupplier seconds;
    private final Consumer<String> lines;

    // Guarded by this.
    private long since;
    private int seen;

    public RefusalLog() {
        this(() -> System.nanoTime() / 1_000_000_000, LOG::warn);
    }

    RefusalLog(LongSupplier seconds, Consumer<String> lines) {
        this.seconds = seconds;
        this.lines = lines;
        since = seconds.getAsLong();
    }

    /** One was refused: who, from where, and why. */
    public synchronized void add(String refused) {
        long now = seconds.getAsLong();
        if (now - since >= SECONDS) {
            if (seen > LINES) {
                lines.accept("refused %d more, left out here".formatted(seen - LINES));
            }
            since = now;
            seen = 0;
        }
        seen++;
        if (seen <= LINES) {
            String line = CONTROL.matcher(refused).replaceAll("?");
            lines.accept("refused " + line.substring(0, Math.min(LONGEST, line.length())));
        } else if (seen == LINES + 1) {
            lines.accept("refused more than %d in %d s: the next are only counted"
                    .formatted(LINES, SECONDS));
        }
    }

    /**
     * A connection was not made, for TLS failed.
     *
     * @param port where it was tried, such as "the manager's port"
     */
    public void connection(Object from, String port, Throwable why) {
        add("%s at %s: %s".formatted(from, port, TlsFailure.ofClient(why)));
    }
}
