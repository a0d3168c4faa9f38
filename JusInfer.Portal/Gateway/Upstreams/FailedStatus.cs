using System.Net;
using System.Net.Http.Headers;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>Classifies an error status of a provider: who has to act, and which error the client gets.</summary>
internal static class FailedStatus
{
    /// <param name="endpoint">The endpoint that answered.</param>
    /// <param name="status">Its HTTP status, which is an error.</param>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="body">The body of the response.</param>
    /// <param name="now">The current time, UTC.</param>
    public static AttemptFailure Classify(
        ModelEndpoint endpoint, HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var provider = endpoint.Provider;
        var number = (int)status;
        var failure = number switch
        {
            400 or 413 or 422 => AttemptFailure.OfCaller(provider, UpstreamError.In(body), number),
            401 or 402 => OfOperator(FailureKind.Operator),
            403 or 404 => OfOperator(MissingModelErrors.Include(body, endpoint.Model) ? FailureKind.Operator : FailureKind.Refused),
            _ => AttemptFailure.OfProvider($"{provider.Id} answered {number}", RetryAfterHint.Read(headers, number, now)) with
            {
                Status = number,
                Outcome = number == 429 ? AttemptOutcome.RateLimited : AttemptOutcome.Failed,
            },
        };
        return AccountErrors.Find(number, body) is { } fault ? failure with { AccountFault = fault } : failure;

        AttemptFailure OfOperator(FailureKind kind) => new(kind, $"{provider.Id} answered {number}") { Status = number };
    }
}
