using System.Net;
using System.Net.Http.Headers;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>Classifies an error status of a provider: who has to act, and which error the client gets.</summary>
internal static class FailedStatus
{
    public static AttemptFailure Classify(
        Provider provider, HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var number = (int)status;
        return number switch
        {
            400 or 413 or 422 => AttemptFailure.OfCaller(provider, UpstreamError.In(body), number),
            401 or 402 or 403 or 404 => new AttemptFailure(FailureKind.Operator, $"{provider.Id} answered {number}") { Status = number },
            _ => AttemptFailure.OfProvider($"{provider.Id} answered {number}", RetryAfterHint.Read(headers, number, now)) with
            {
                Status = number,
                Outcome = number == 429 ? AttemptOutcome.RateLimited : AttemptOutcome.Failed,
            },
        };
    }
}
