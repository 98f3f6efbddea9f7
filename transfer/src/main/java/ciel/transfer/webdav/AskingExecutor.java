package ciel.transfer.webdav;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.StatusLine;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends a body that was announced with {@code Expect: 100-continue} only when the server wants it or says nothing. The
 * library's own executor sends it after a redirection too, and a body that can be read only once is lost then.
 */
final class AskingExecutor extends HttpRequestExecutor {
    private final Timeout wait;

    /** @param wait for the word of a server that may not know {@code Expect} */
    AskingExecutor(Timeout wait) {
        super(wait, DefaultConnectionReuseStrategy.INSTANCE, null);
        this.wait = wait;
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            HttpResponseInformationCallback informed,
            HttpContext context)
            throws IOException, HttpException {
        if (!request.containsHeader(HttpHeaders.EXPECT)) {
            return super.execute(request, connection, informed, context);
        }
        try {
            connection.sendRequestHeader(request);
            connection.flush();
            ClassicHttpResponse answer = connection.isDataAvailable(wait) ? connection.receiveResponseHeader() : null;
            if (answer != null && answer.getCode() >= HttpStatus.SC_SUCCESS) {
                connection.terminateRequest(request);
            } else {
                connection.sendRequestEntity(request);
                connection.flush();
                answer = connection.receiveResponseHeader();
                while (StatusLine.StatusClass.from(answer.getCode()) == StatusLine.StatusClass.INFORMATIONAL) {
                    answer = connection.receiveResponseHeader();
                }
            }
            connection.receiveResponseEntity(answer);
            return answer;
        } catch (IOException | HttpException | RuntimeException e) {
            Closer.closeQuietly(connection);
            throw e;
        }
    }
}
