package io.centrifuge.testsupport;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a class logs, from now until it is stopped. Any thread may ask. */
public final class LogLines {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Appender<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    public LogLines(Class<?> of) {
        logger = (Logger) LoggerFactory.getLogger(of);
        appender.start();
        logger.addAppender(appender);
    }

    /** Each with its level first. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    public void stop() {
        logger.detachAppender(appender);
        appender.stop();
    }
}
