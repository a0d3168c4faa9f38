using System.Net;
using System.Net.Http.Headers;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Classifies an error status of a provider: whose fault it is, whether another endpoint is worth a try, and which error the client gets.
/// </summary>
/// <remarks>
/// 400, 422: the request's fault, unless a code names the operator's account, or a provider behind this one that did not answer.
/// 413, and 429 for one request that is larger than the limit of a minute: too large for this endpoint (openai/openai-python#1540).
/// 401, 402: the operator's.
/// 403, 404, other statuses that the same request would get again, and redirects, which are not followed: the operator's or the request's.
/// 429 of an account without credit: the operator's. Google uses the same words for rates, and then says when to try again.
/// 408, 409, 423 to 425, 429 and 5xx: the provider's; it can succeed later.
/// </remarks>
internal static class FailedStatus
{
    private static readonly byte[] TooLarge = "request too large"u8.ToArray();

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
        var reported = ErrorIn(body, provider);
        var message = reported == UpstreamError.Unexplained ? null : reported.Message;
        var failure = number switch
        {
            400 or 422 when reported.IsOfOperator || AccountErrors.Find(number, body) is not null => OfOperator(FailureKind.Operator),
            400 when reported.IsOfProvider =>
                AttemptFailure.OfProvider($"{provider.Id} answered {number}") with { Status = number, ProviderMessage = reported.Message },
            400 or 413 or 422 => AttemptFailure.OfCaller(provider, reported, number),
            429 when IsTooLarge(body) => AttemptFailure.OfLargeRequest(provider, reported, number),
            429 when reported.IsOfOperator
                || (AccountErrors.StatesNoCredit(body) && RetryAfterHint.Read(headers, body, number, now) is null) =>
                OfOperator(FailureKind.Operator),
            401 or 402 => OfOperator(FailureKind.Operator),
            403 or 404 when MissingModelErrors.Include(body, endpoint.Model) => OfOperator(FailureKind.Operator),
            403 or 404 => OfOperator(FailureKind.Refused),
            < 400 => OfOperator(FailureKind.Refused) with { ProviderMessage = Redirection(provider, headers) ?? message },
            (> 404 and not (408 or 409 or 423 or 424 or 425 or 429) and < 500) or 501 or 505 =>
                OfOperator(FailureKind.Refused),
            _ => AttemptFailure.OfProvider($"{provider.Id} answered {number}", RetryAfterHint.Read(headers, body, number, now)) with
            {
                Status = number,
                Outcome = number == 429 ? AttemptOutcome.RateLimited : AttemptOutcome.Failed,
                MayRepeat = RetryAfterHint.MayRetry(headers),
                ProviderMessage = message,
            },
        };
        return failure with { AccountFault = AccountErrors.Find(number, body), ProviderCode = reported.Code };

        AttemptFailure OfOperator(FailureKind kind) =>
            new(kind, $"{provider.Id} answered {number}") { Status = number, ProviderMessage = message };
    }

    /// <summary>The error, without the credential of the provider: not every one has a form by which it is recognized.</summary>
    private static UpstreamError ErrorIn(ReadOnlySpan<byte> body, Provider provider)
    {
        var error = UpstreamError.In(body);
        return error with { Message = MaskedText.WithoutCredential(error.Message, provider) };
    }

    /// <summary>Where a redirect leads. The query is omitted, because it can contain a credential.</summary>
    private static string? Redirection(Provider provider, HttpResponseHeaders headers) =>
        headers.Location is { } location && Uri.TryCreate(provider.BaseUrl, location, out var target)
            ? $"it redirects to {target.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}"
            : null;

    private static bool IsTooLarge(ReadOnlySpan<byte> body)
    {
        for (var at = 0; body[at..].IndexOfAny((byte)'r', (byte)'R') is >= 0 and var step; at += step + 1)
        {
            var rest = body[(at + step)..];
            if (rest.Length >= TooLarge.Length && System.Text.Ascii.EqualsIgnoreCase(rest[..TooLarge.Length], TooLarge)) return true;
        }

        return false;
    }
}
