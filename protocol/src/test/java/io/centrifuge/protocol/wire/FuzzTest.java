package io.centrifuge.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.protocol.v1.Wire;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever bytes come, a message decodes to a value that crosses the wire again unchanged, or is
 * refused by one of the two checked exceptions.
 */
class FuzzTest {
    private static final int TRIES = 1000;

    /** Turns bytes into a value, and the value into bytes and back. */
    private interface Receiver {
        void receive(byte[] bytes) throws InvalidProtocolBufferException, MalformedMessageException;
    }

    private static final List<Receiver> RECEIVERS = List.of(
            FuzzTest::ownerRequest,
            FuzzTest::managerMessage,
            FuzzTest::tableAnswer,
            FuzzTest::tableReply,
            bytes -> TableCodec.decode(Wire.WatchRequest.parseFrom(bytes)),
            bytes -> StatusCodec.decode(Wire.StatusReply.parseFrom(bytes)),
            bytes -> AdminCodec.decode(Wire.OwnersRequest.parseFrom(bytes)),
            bytes -> AdminCodec.decode(Wire.OwnersReply.parseFrom(bytes)),
            bytes -> AdminCodec.decode(Wire.TableRequest.parseFrom(bytes)),
            bytes -> AdminCodec.decode(Wire.DrainRequest.parseFrom(bytes)),
            bytes -> AdminCodec.decode(Wire.UndrainRequest.parseFrom(bytes)),
            bytes -> AdminCodec.decode(Wire.CordonRequest.parseFrom(bytes)),
            bytes -> HistoryCodec.decode(Wire.HistoryRequest.parseFrom(bytes)),
            bytes -> HistoryCodec.decode(Wire.HistoryReply.parseFrom(bytes)),
            bytes -> AdminCodec.decode(Wire.EvictRequest.parseFrom(bytes)),
            bytes -> AdminCodec.decode(Wire.RemoveServiceRequest.parseFrom(bytes)),
            bytes -> AdminCodec.decode(Wire.DrainReply.parseFrom(bytes)));

    @Property(tries = TRIES)
    void randomBytes(@ForAll byte[] bytes) {
        RECEIVERS.forEach(receiver -> outcome(receiver, bytes));
    }

    @Property(tries = TRIES)
    void alteredOwnerFrame(@ForAll("ownerFrames") OwnerFrame frame, @ForAll Random random) {
        byte[] bytes = altered(OwnerCodec.encode(frame).toByteArray(), random);
        Statistics.collect(outcome(FuzzTest::ownerRequest, bytes));
    }

    @Property(tries = TRIES)
    void alteredManagerFrame(@ForAll("managerFrames") ManagerFrame frame, @ForAll Random random) {
        byte[] bytes = altered(ManagerCodec.encode(frame).toByteArray(), random);
        Statistics.collect(outcome(FuzzTest::managerMessage, bytes));
    }

    @Property(tries = TRIES)
    void alteredTableAnswer(@ForAll("tableAnswers") TableAnswer answer, @ForAll Random random) {
        byte[] bytes = altered(TableCodec.encode(answer).toByteArray(), random);
        Statistics.collect(outcome(FuzzTest::tableAnswer, bytes));
    }

    @Property(tries = TRIES)
    void alteredTableReply(@ForAll("tables") LeaseTable table, @ForAll Random random) {
        byte[] bytes = altered(AdminCodec.encode(table).toByteArray(), random);
        Statistics.collect(outcome(FuzzTest::tableReply, bytes));
    }

    @Provide
    Arbitrary<OwnerFrame> ownerFrames() {
        return Messages.ownerFrames();
    }

    @Provide
    Arbitrary<ManagerFrame> managerFrames() {
        return Messages.managerFrames();
    }

    @Provide
    Arbitrary<TableAnswer> tableAnswers() {
        return Messages.tableAnswers();
    }

    @Provide
    Arbitrary<LeaseTable> tables() {
        return Messages.tables();
    }

    private static String outcome(Receiver receiver, byte[] bytes) {
        try {
            receiver.receive(bytes);
            return "decoded";
        } catch (InvalidProtocolBufferException unparsable) {
            return "unparsable";
        } catch (MalformedMessageException malformed) {
            assertThat(malformed).message().isNotBlank();
            return "malformed";
        }
    }

    /** With one to three bytes changed, which most often changes a field's value. */
    private static byte[] altered(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(3); i >= 0 && changed.length > 0; i--) {
            int bit = 1 << random.nextInt(8);
            int value = random.nextBoolean() ? random.nextInt() : 0;
            int at = random.nextInt(changed.length);
            changed[at] = (byte) (value == 0 ? changed[at] ^ bit : value);
        }
        return changed;
    }

    private static void ownerRequest(byte[] bytes)
            throws InvalidProtocolBufferException, MalformedMessageException {
        OwnerFrame frame = OwnerCodec.decode(Wire.OwnerRequest.parseFrom(bytes));
        assertThat(OwnerCodec.decode(OwnerCodec.encode(frame))).isEqualTo(frame);
    }

    private static void managerMessage(byte[] bytes)
            throws InvalidProtocolBufferException, MalformedMessageException {
        ManagerFrame frame = ManagerCodec.decode(Wire.ManagerMessage.parseFrom(bytes));
        assertThat(ManagerCodec.decode(ManagerCodec.encode(frame))).isEqualTo(frame);
    }

    private static void tableAnswer(byte[] bytes)
            throws InvalidProtocolBufferException, MalformedMessageException {
        TableAnswer answer = TableCodec.decode(Wire.TableAnswer.parseFrom(bytes));
        assertThat(TableCodec.decode(TableCodec.encode(answer))).isEqualTo(answer);
    }

    private static void tableReply(byte[] bytes)
            throws InvalidProtocolBufferException, MalformedMessageException {
        LeaseTable table = AdminCodec.decode(Wire.TableReply.parseFrom(bytes));
        assertThat(AdminCodec.decode(AdminCodec.encode(table))).isEqualTo(table);
    }
}
