using System.Net;
using System.Net.Http.Headers;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>Reads a provider's status that is no success: whose fault it is and what the caller is told.</summary>
internal static class FailedStatus
{
    public static AttemptFailure Classify(Provider provider, HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var number = (int)status;
        return number switch
        {
            400 or 413 or 422 => CallersFault(provider, number, UpstreamErrorText.In(body), ContextOverflow.IsIn(body)),
            401 or 402 or 403 or 404 => new AttemptFailure(FailureKind.Operator, $"{provider.Id} answered {number}") { Status = number },
            _ => AttemptFailure.OfProvider($"{provider.Id} answered {number}", RetryWish.In(headers, number, now)) with
            {
                Status = number,
                Outcome = number == 429 ? AttemptOutcome.RateLimited : AttemptOutcome.Failed,
            },
        };
    }

    private static AttemptFailure CallersFault(Provider provider, int status, string message, bool overflow)
    {
        var error = overflow || ContextOverflow.IsIn(message)
            ? new GatewayError(400, ErrorCodes.ContextLengthExceeded, $"The prompt is longer than the model's context. {provider.Id} says: {message}") { Param = "messages" }
            : new GatewayError(status, status == 413 ? ErrorCodes.RequestTooLarge : ErrorCodes.InvalidRequest, $"{provider.Id} refused the request: {message}");
        return new AttemptFailure(FailureKind.Caller, $"{provider.Id} answered {status}") { Status = status, Error = error };
    }
}
