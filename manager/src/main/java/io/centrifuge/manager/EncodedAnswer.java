package io.centrifuge.manager;

import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.centrifuge.protocol.wire.TableCodec;

/**
 * An answer to a lookup as it goes out. Nobody changes the bytes.
 *
 * @param kind what to count it as
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record EncodedAnswer(byte[] bytes, Counters.Answer kind) {
    /** What comes ahead of the answers; it is counted as none. */
    static byte[] introducing(ServiceName service, Introduction who) {
        return ClusterCodec.introducing(service, who).toByteArray();
    }

    static EncodedAnswer of(TableAnswer answer) {
        return new EncodedAnswer(
                TableCodec.encode(answer).toByteArray(), Counters.Answer.of(answer));
    }
}
