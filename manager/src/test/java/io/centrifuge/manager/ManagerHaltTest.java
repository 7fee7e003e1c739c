package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.InvariantViolation;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManagerHaltTest {
    @Test
    void aRecordThatContradictsTheTableHalts() throws Exception {
        ToldStore store = new ToldStore();
        ManagerServer manager = ManagerServer.start(ManagerOptions.DEFAULT.withPort(0), store);

        store.commit(new LeaderWrite.TakeOver(LeaderRecord.NONE, 1, 1));
        store.commit(new TableRecord(
                1,
                new ServiceName("chat"),
                0,
                List.of(new TableChange.Granted(
                        KeyRange.ALL, new OwnerRef(new OwnerId("eve"), 1)))));

        ManagerHalt halt = manager.halted().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(halt.cause()).isInstanceOf(InvariantViolation.class);
        long handled = manager.eventsHandled();
        store.commit(new LeaderWrite.Resign(1, 1));
        manager.quiet().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(manager.eventsHandled()).isEqualTo(handled);
        manager.close();
        assertThat(store.closed).isTrue();
    }
}
