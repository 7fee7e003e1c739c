package io.centrifuge.system;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a test started: ended after it, the newest first. One thread. */
final class Started implements AfterEachCallback {
    private final List<AutoCloseable> all = new ArrayList<>();

    <T extends AutoCloseable> T ending(T what) {
        all.add(what);
        return what;
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        for (AutoCloseable each : all.reversed()) {
            each.close();
        }
    }
}
