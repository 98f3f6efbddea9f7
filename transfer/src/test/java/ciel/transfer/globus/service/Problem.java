package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An error answer on its way to the client. */
final class Problem extends RuntimeException {
    final int status;
    final String code;
    final transient ObjectNode extra;

    Problem(int status, String code, String message) {
        this(status, code, message, null);
    }

    Problem(int status, String code, String message, ObjectNode extra) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.extra = extra;
    }
}
