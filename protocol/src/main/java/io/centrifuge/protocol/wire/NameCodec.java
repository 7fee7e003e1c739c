package io.centrifuge.protocol.wire;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Names;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.Wire;

/** Names and addresses, inside all other messages. Stateless. */
final class NameCodec {
    private NameCodec() {}

    static ServiceName service(FieldPath message, String value) throws MalformedMessageException {
        try {
            return new ServiceName(value);
        } catch (IllegalArgumentException refusal) {
            throw message.at("service").malformed(refusal);
        }
    }

    /** Any name that a user may give. */
    static String name(FieldPath message, String field, String value)
            throws MalformedMessageException {
        try {
            return Names.require("name", value);
        } catch (IllegalArgumentException refusal) {
            throw message.at(field).malformed(refusal);
        }
    }

    static OwnerId ownerId(FieldPath field, String value) throws MalformedMessageException {
        try {
            return new OwnerId(value);
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    static OwnerAddress address(FieldPath message, String value) throws MalformedMessageException {
        try {
            return new OwnerAddress(value);
        } catch (IllegalArgumentException refusal) {
            throw message.at("address").malformed(refusal);
        }
    }

    static Wire.OwnerRef encode(OwnerRef owner) {
        return Wire.OwnerRef.newBuilder()
                .setId(owner.id().value())
                .setIncarnation(owner.incarnation())
                .build();
    }

    /** Of a field that the caller has found present. */
    static OwnerRef decode(FieldPath field, Wire.OwnerRef wire) throws MalformedMessageException {
        return new OwnerRef(ownerId(field.at("id"), wire.getId()), wire.getIncarnation());
    }
}
