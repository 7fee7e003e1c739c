package io.centrifuge.manager;

import io.centrifuge.core.table.StoreRecord;
import io.centrifuge.core.table.TableChange;
import io.centrifuge.core.table.TableRecord;

import java.util.concurrent.atomic.LongAdder;

/** What a manager process counts from its start. Any thread may count and read. */
final class Counters {
    private final LongAdder steps = new LongAdder();
    private final LongAdder requestsHandled = new LongAdder();
    private final LongAdder messagesMalformed = new LongAdder();
    private final LongAdder leasesExpired = new LongAdder();

    void stepped() {
        steps.increment();
    }

    void requestHandled() {
        requestsHandled.increment();
    }

    void messageMalformed() {
        messagesMalformed.increment();
    }

    /** The store's log showed the record, and it was accepted. */
    void applied(StoreRecord record) {
        if (record instanceof TableRecord changes) {
            changes.changes().stream()
                    .filter(change -> change instanceof TableChange.Freed freed
                            && freed.cause() == TableChange.Cause.EXPIRED)
                    .forEach(expired -> leasesExpired.increment());
        }
    }

    /** Events that the machine handled. */
    long steps() {
        return steps.sum();
    }

    long requestsHandled() {
        return requestsHandled.sum();
    }

    long messagesMalformed() {
        return messagesMalformed.sum();
    }

    long leasesExpired() {
        return leasesExpired.sum();
    }
}
