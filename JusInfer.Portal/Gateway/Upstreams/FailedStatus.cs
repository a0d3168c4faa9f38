using System.Net;
using System.Net.Http.Headers;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>Reads a provider's status that is no success: whose fault it is and what the caller is told.</summary>
internal static class FailedStatus
{
    public static AttemptFailure Classify(
        Provider provider, HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var number = (int)status;
        return number switch
        {
            400 or 413 or 422 => OfCaller(provider, UpstreamError.In(body), number),
            401 or 402 or 403 or 404 => new AttemptFailure(FailureKind.Operator, $"{provider.Id} answered {number}") { Status = number },
            _ => AttemptFailure.OfProvider($"{provider.Id} answered {number}", RetryAfterHint.In(headers, number, now)) with
            {
                Status = number,
                Outcome = number == 429 ? AttemptOutcome.RateLimited : AttemptOutcome.Failed,
            },
        };
    }

    /// <summary>The provider refuses the request as such.</summary>
    /// <param name="provider">Who.</param>
    /// <param name="said">What it says.</param>
    /// <param name="status">Its status; absent where that was a success, and the error came in the answer.</param>
    public static AttemptFailure OfCaller(Provider provider, UpstreamError said, int? status = null)
    {
        var error = said.IsOverflow
            ? new GatewayError(
                400, ErrorCodes.ContextLengthExceeded, $"The prompt is longer than the model's context. {provider.Id} says: {said.Message}")
            {
                Param = "messages",
            }
            : new GatewayError(
                status ?? 400,
                status == 413 ? ErrorCodes.RequestTooLarge : ErrorCodes.InvalidRequest,
                $"{provider.Id} refused the request: {said.Message}");
        return new AttemptFailure(
            FailureKind.Caller, $"{provider.Id} {(status is { } number ? $"answered {number}" : "reported an error")}")
        {
            Status = status,
            Error = error,
        };
    }
}
