package io.centrifuge.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * Where in a message a value stands, such as {@code OwnerRequest.held[3].number}; made into text
 * only when something is wrong. Immutable.
 *
 * @param index in a repeated field; {@link #SINGLE} in any other
 */
record FieldPath(@Nullable FieldPath parent, String name, int index) {
    private static final int SINGLE = -1;

    static FieldPath of(String message) {
        return new FieldPath(null, message, SINGLE);
    }

    FieldPath at(String field) {
        return new FieldPath(this, field, SINGLE);
    }

    FieldPath at(String field, int place) {
        return new FieldPath(this, field, place);
    }

    /** Returns the field's value if it is 0 or more. */
    long notNegative(String field, long value) throws MalformedMessageException {
        if (value < 0) {
            throw at(field).malformed("is " + Long.toUnsignedString(value) + ", above 2^63-1");
        }
        return value;
    }

    /** Returns the field's value if it is above 0. */
    long positive(String field, long value) throws MalformedMessageException {
        if (value == 0) {
            throw at(field).malformed("is 0, but must be above 0");
        }
        return notNegative(field, value);
    }

    /** Refuses a message without this field. */
    void require(String field, boolean isPresent) throws MalformedMessageException {
        if (!isPresent) {
            throw at(field).malformed("is missing");
        }
    }

    /** Refuses a message with this field. */
    void forbid(String field, boolean isPresent) throws MalformedMessageException {
        if (isPresent) {
            throw at(field).malformed("must be absent from a message of this kind");
        }
    }

    /** To be thrown because of this field; {@code problem} follows the field's path. */
    MalformedMessageException malformed(String problem) {
        return new MalformedMessageException(this + " " + problem);
    }

    /** To be thrown because a type of core or of this package refuses the value. */
    MalformedMessageException malformed(IllegalArgumentException refusal) {
        return new MalformedMessageException(this + ": " + refusal.getMessage(), refusal);
    }

    @Override
    public String toString() {
        String here = index == SINGLE ? name : name + "[" + index + "]";
        return parent == null ? here : parent + "." + here;
    }
}
