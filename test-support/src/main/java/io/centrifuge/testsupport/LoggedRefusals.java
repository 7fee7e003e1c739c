package io.centrifuge.testsupport;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.centrifuge.protocol.security.RefusalLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** What the log says of refusals, from now until it is stopped. Any thread may ask. */
public final class LoggedRefusals extends AppenderBase<ILoggingEvent> {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(RefusalLog.class);

    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LoggedRefusals() {
        start();
        LOG.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getLevel() + " " + event.getFormattedMessage());
    }

    /** Whether there is such a line, at WARN; {@code <from>} stands for a client's address. */
    public boolean has(String line) {
        String[] around = line.split("<from>", 2);
        Pattern wanted = Pattern.compile(Pattern.quote("WARN refused " + around[0])
                + "(localhost|\\S*127\\.0\\.0\\.1):\\d+"
                + Pattern.quote(around[1])
                + ".*");
        return lines.stream().anyMatch(wanted.asMatchPredicate());
    }

    @Override
    public void stop() {
        LOG.detachAppender(this);
        super.stop();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
