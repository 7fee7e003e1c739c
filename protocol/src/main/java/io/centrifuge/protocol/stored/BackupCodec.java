package io.centrifuge.protocol.stored;

import static io.centrifuge.protocol.stored.Malformed.require;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.centrifuge.protocol.store.v1.StoreProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * A store's backup as a file: a first line that says what it is and its format, the length of the
 * rest in eight bytes, the rest, and the SHA-256 of all before it. Equal backups have equal bytes.
 * Stateless; any thread may call; never blocks.
 */
public final class BackupCodec {
    /** The format that this release writes, and the highest that it reads. */
    static final int FORMAT = 1;

    private static final String KIND = "centrifuge-backup ";

    /** Of the first line: longer than any that a release writes. */
    private static final int LONGEST_LINE = 40;

    private static final int SUM_BYTES = 32;

    private BackupCodec() {}

    public static byte[] encode(StoreBackup backup) {
        byte[] body = StoreProto.Backup.newBuilder()
                .setCluster(backup.cluster().toString())
                .setMember(backup.member())
                .setEntryTerm(backup.entryTerm())
                .setEntries(backup.entries())
                .setTakenMillis(backup.takenAt().toEpochMilli())
                .setState(ByteString.copyFrom(StoreCodec.encode(backup.state())))
                .build()
                .toByteArray();
        byte[] line = (KIND + FORMAT + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(line.length + Long.BYTES + body.length + SUM_BYTES);
        file.put(line).putLong(body.length).put(body);
        return file.put(sum(file.array(), file.position())).array();
    }

    /**
     * The backup that {@link #encode} made these bytes of.
     *
     * @throws StoreFormatException if they are no backup, not all of one, damaged, or of a format
     *     that is not known here; the message says which
     */
    public static StoreBackup decode(byte[] file) throws StoreFormatException {
        int line = requireKnown(file);
        ByteBuffer rest = ByteBuffer.wrap(file, line, file.length - line);
        long length = rest.remaining() < Long.BYTES ? -1 : rest.getLong();
        long expected = line + Long.BYTES + length + SUM_BYTES;
        if (length < 0 || expected != file.length) {
            throw new StoreFormatException(
                    length < 0 || expected > file.length
                            ? "the backup is cut off: it has %d bytes%s"
                                    .formatted(file.length, length < 0 ? "" : " of " + expected)
                            : "the backup is damaged: it has %d bytes, %d more than it should"
                                    .formatted(file.length, file.length - expected));
        }
        int end = file.length - SUM_BYTES;
        if (!Arrays.equals(sum(file, end), Arrays.copyOfRange(file, end, file.length))) {
            throw new StoreFormatException("the backup is damaged: its checksum is another");
        }
        return decodeBody(ByteString.copyFrom(file, rest.position(), (int) length));
    }

    /** Where the first line ends. */
    private static int requireKnown(byte[] file) throws StoreFormatException {
        String begin = new String(
                file, 0, Math.min(file.length, LONGEST_LINE), StandardCharsets.ISO_8859_1);
        int end = begin.indexOf('\n');
        boolean isPart = KIND.startsWith(begin) || begin.startsWith(KIND);
        if (isPart && end < 0 && file.length < LONGEST_LINE) {
            throw new StoreFormatException(
                    "the backup is cut off: it has %d bytes".formatted(file.length));
        }
        if (!begin.startsWith(KIND) || end < 0) {
            throw new StoreFormatException("this is no backup of a store");
        }
        String format = begin.substring(KIND.length(), end);
        if (!format.equals(Integer.toString(FORMAT))) {
            throw new StoreFormatException(
                    "the backup has format %s, and this release reads formats up to %d: use the"
                                    .formatted(format, FORMAT)
                            + " release that wrote it, or a later one");
        }
        return end + 1;
    }

    private static StoreBackup decodeBody(ByteString body) throws StoreFormatException {
        try {
            StoreProto.Backup backup = StoreProto.Backup.parseFrom(body);
            require(
                    backup.getUnknownFields().asMap().isEmpty(),
                    "it has unknown fields " + backup.getUnknownFields().asMap().keySet());
            return new StoreBackup(
                    UUID.fromString(backup.getCluster()),
                    backup.getMember(),
                    backup.getEntryTerm(),
                    backup.getEntries(),
                    Instant.ofEpochMilli(backup.getTakenMillis()),
                    StoreCodec.decodeState(backup.getState().toByteArray()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
            throw new StoreFormatException(
                    "the backup is damaged: " + malformed.getMessage(), malformed);
        }
    }

    private static byte[] sum(byte[] of, int length) {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            sum.update(of, 0, length);
            return sum.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
