package io.centrifuge.protocol.wire;

import com.google.protobuf.ByteString;

import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.Wire;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What managers and clients say of clusters, between core and wire. Stateless. */
public final class ClusterCodec {
    private static final int ID_BYTES = 16;

    private ClusterCodec() {}

    public static Wire.ClusterRef encode(ClusterRef cluster) {
        ByteBuffer id = ByteBuffer.allocate(ID_BYTES)
                .putLong(cluster.id().getMostSignificantBits())
                .putLong(cluster.id().getLeastSignificantBits())
                .flip();
        return Wire.ClusterRef.newBuilder()
                .setId(ByteString.copyFrom(id))
                .setHistory(cluster.history())
                .build();
    }

    /** The cluster that a request names, if it names one. */
    public static Optional<ClusterRef> cluster(Wire.OwnerRequest wire)
            throws MalformedMessageException {
        return wire.hasCluster()
                ? Optional.of(decode(FieldPath.of("OwnerRequest").at("cluster"), wire.getCluster()))
                : Optional.empty();
    }

    /** The message by which a manager introduces itself to an owner. */
    public static Wire.ManagerMessage introducing(
            ServiceName service, OwnerRef owner, Introduction who) {
        return Wire.ManagerMessage.newBuilder()
                .setService(service.value())
                .setOwner(NameCodec.encode(owner))
                .setIntroduction(encode(who))
                .build();
    }

    /** The introduction that a message is, if it is one. */
    public static Optional<Introduction> introduction(Wire.ManagerMessage wire)
            throws MalformedMessageException {
        return wire.hasIntroduction()
                ? Optional.of(decode(
                        FieldPath.of("ManagerMessage").at("introduction"), wire.getIntroduction()))
                : Optional.empty();
    }

    /** The message by which a manager introduces itself to a lookup. */
    public static Wire.TableAnswer introducing(ServiceName service, Introduction who) {
        return Wire.TableAnswer.newBuilder()
                .setService(service.value())
                .setIntroduction(encode(who))
                .build();
    }

    /** The introduction that an answer is, if it is one. */
    public static Optional<Introduction> introduction(Wire.TableAnswer wire)
            throws MalformedMessageException {
        return wire.hasIntroduction()
                ? Optional.of(decode(
                        FieldPath.of("TableAnswer").at("introduction"), wire.getIntroduction()))
                : Optional.empty();
    }

    static ClusterRef decode(FieldPath field, Wire.ClusterRef wire)
            throws MalformedMessageException {
        if (wire.getId().size() != ID_BYTES) {
            throw field.at("id")
                    .malformed("has %d bytes, not %d".formatted(wire.getId().size(), ID_BYTES));
        }
        ByteBuffer id = wire.getId().asReadOnlyByteBuffer();
        try {
            return new ClusterRef(new UUID(id.getLong(), id.getLong()), wire.getHistory());
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    public static Wire.Introduction encode(Introduction who) {
        Wire.Introduction.Builder wire = Wire.Introduction.newBuilder()
                .setCluster(encode(who.cluster()))
                .setMember(who.member())
                .setLeader(who.leader().orElse(""));
        who.managers()
                .forEach((member, address) -> wire.addManagers(Wire.ClusterManager.newBuilder()
                        .setMember(member)
                        .setAddress(address.orElse(""))));
        return wire.build();
    }

    public static Introduction decode(Wire.Introduction wire) throws MalformedMessageException {
        return decode(FieldPath.of("Introduction"), wire);
    }

    static Introduction decode(FieldPath message, Wire.Introduction wire)
            throws MalformedMessageException {
        message.require("cluster", wire.hasCluster());
        SortedMap<String, Optional<String>> managers = new TreeMap<>();
        for (Wire.ClusterManager manager : wire.getManagersList()) {
            FieldPath field = message.at("managers", managers.size());
            String member = NameCodec.name(field, "member", manager.getMember());
            if (!managers.isEmpty() && managers.lastKey().compareTo(member) >= 0) {
                throw field.at("member").malformed("is not above the one before it");
            }
            managers.put(member, address(field, "address", manager.getAddress()));
        }
        return new Introduction(
                decode(message.at("cluster"), wire.getCluster()),
                NameCodec.name(message, "member", wire.getMember()),
                managers,
                address(message, "leader", wire.getLeader()));
    }

    private static Optional<String> address(FieldPath message, String field, String text)
            throws MalformedMessageException {
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(NameCodec.name(message, field, text));
    }
}
