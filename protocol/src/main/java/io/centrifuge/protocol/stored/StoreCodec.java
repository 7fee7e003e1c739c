package io.centrifuge.protocol.stored;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.protocol.store.v1.StoreProto;

import java.util.Collection;
import java.util.List;

/**
 * What a store keeps, as bytes: records for its log, whole states for its snapshots. Equal values
 * of one format have equal bytes, and every value comes back equal. Stateless; any thread may call;
 * never blocks.
 */
public final class StoreCodec {
    /** The newest format that this release reads and can write. */
    static final int NEWEST = 3;

    /** The formats that this release reads; of those a group may write, it writes the same. */
    public static final FormatRange READS = new FormatRange(1, NEWEST);

    private StoreCodec() {}

    /**
     * The record in one of the formats that a group may write.
     *
     * @param format the one in which the record's group writes: from {@link Formats#FIRST} up, and
     *     one that this release reads
     */
    public static byte[] encode(StoreRecord record, int format) {
        return RecordCodec.toProto(record, writable(format)).toByteArray();
    }

    /**
     * The record that {@link #encode(StoreRecord, int)} made these bytes of.
     *
     * @throws StoreFormatException if they are damaged, or of a format or kind that is not known
     *     here
     */
    public static StoreRecord decodeRecord(byte[] bytes) throws StoreFormatException {
        try {
            StoreProto.Record record = StoreProto.Record.parseFrom(bytes);
            requireKnown("record", record.getFormat(), record);
            return RecordCodec.fromProto(record);
        } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
            throw damaged("record", bytes.length, malformed);
        }
    }

    /** In the format in which the state's group writes. */
    public static byte[] encode(CommittedState state) {
        return StateCodec.toProto(state, writable(state.formats().written())).toByteArray();
    }

    /**
     * The state that {@link #encode(CommittedState)} made these bytes of.
     *
     * @throws StoreFormatException if they are damaged, or of a format that is not known here
     */
    public static CommittedState decodeState(byte[] bytes) throws StoreFormatException {
        try {
            StoreProto.State state = StoreProto.State.parseFrom(bytes);
            requireKnown("state", state.getFormat(), state);
            return StateCodec.fromProto(state);
        } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
            throw damaged("state", bytes.length, malformed);
        }
    }

    private static int writable(int format) {
        if (format < Formats.FIRST || format > NEWEST) {
            throw new IllegalArgumentException("this release writes formats from %d to %d, not %d"
                    .formatted(Formats.FIRST, NEWEST, format));
        }
        return format;
    }

    private static void requireKnown(String what, int format, Message message)
            throws StoreFormatException {
        if (format == 0) {
            throw new StoreFormatException(
                    "a stored %s has no format number: it is damaged".formatted(what));
        }
        if (Integer.compareUnsigned(format, NEWEST) > 0) {
            throw new StoreFormatException(
                    ("a stored %s has format %s, and this release reads formats up to %d:"
                                    + " use the release that wrote it")
                            .formatted(what, Integer.toUnsignedString(format), NEWEST));
        }
        requireNoUnknownFields(what, message);
    }

    /** A field that is not known here says something that would be lost. */
    private static void requireNoUnknownFields(String what, Message message)
            throws StoreFormatException {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw new StoreFormatException(("a stored %s has unknown fields %s in its %s:"
                            + " it is damaged or of a later release")
                    .formatted(
                            what,
                            message.getUnknownFields().asMap().keySet(),
                            message.getDescriptorForType().getName()));
        }
        for (var field : message.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                Collection<?> values =
                        field.getValue() instanceof List<?> list ? list : List.of(field.getValue());
                for (Object value : values) {
                    requireNoUnknownFields(what, (Message) value);
                }
            }
        }
    }

    private static StoreFormatException damaged(String what, int length, Exception cause) {
        return new StoreFormatException(
                "a stored %s of %d bytes is damaged: %s"
                        .formatted(what, length, cause.getMessage()),
                cause);
    }
}
