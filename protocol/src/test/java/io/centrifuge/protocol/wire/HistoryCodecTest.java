package io.centrifuge.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.admin.HistoryQuestion;
import io.centrifuge.protocol.admin.HistoryReport;
import io.centrifuge.protocol.admin.HistoryReport.Change;
import io.centrifuge.protocol.admin.HistoryReport.Kind;
import io.centrifuge.protocol.v1.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryCodecTest {
    private static final ServiceName CHAT = new ServiceName("chat");
    private static final OwnerRef ALICE = new OwnerRef(new OwnerId("alice"), -1);

    @Test
    void questionsComeBack() throws MalformedMessageException {
        for (HistoryQuestion question : List.of(
                new HistoryQuestion(CHAT, Optional.empty(), Optional.empty()),
                new HistoryQuestion(CHAT, Optional.of(0L), Optional.empty()),
                new HistoryQuestion(CHAT, Optional.empty(), Optional.of(ALICE.id())))) {
            assertThat(HistoryCodec.decode(HistoryCodec.encode(question))).isEqualTo(question);
        }
    }

    @Test
    void changesOfEveryKindComeBack() throws MalformedMessageException {
        Instant at = Instant.ofEpochMilli(1_800_000_000_123L);
        List<Change> changes = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            changes.add(new Change(
                    1,
                    Optional.of(at),
                    kind,
                    Optional.of(new KeyRange(5, 0)),
                    Optional.of(ALICE),
                    Optional.empty()));
            changes.add(new Change(
                    2,
                    Optional.empty(),
                    kind,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(ALICE)));
        }
        HistoryReport report = new HistoryReport(CHAT, 5, true, at, 3, changes);
        assertThat(HistoryCodec.decode(HistoryCodec.encode(report))).isEqualTo(report);
    }

    @Test
    void whatIsMalformedIsNamed() {
        assertThatThrownBy(() -> HistoryCodec.decode(Wire.HistoryReply.newBuilder()
                        .setService("chat")
                        .addChanges(Wire.HistoryChange.newBuilder().setLsn(1).setKindValue(99))
                        .build()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("HistoryReply.changes[0].kind is 99, which is unknown");
        assertThatThrownBy(() -> HistoryCodec.decode(Wire.HistoryRequest.newBuilder()
                        .setService("chat")
                        .setOwner("")
                        .build()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith("HistoryRequest.owner: owner id is empty");
    }
}
