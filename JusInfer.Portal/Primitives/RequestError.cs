using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Primitives;

/// <summary>Why a request of a person or of a control-plane client was not carried out. The nested types are the complete list.</summary>
internal abstract record RequestError
{
    private RequestError(string reason) => Reason = reason;

    /// <summary>What happened and what to do about it, in sentences for people.</summary>
    public string Reason { get; }

    /// <summary>The input has errors, all of them listed (HTTP 400).</summary>
    internal sealed record Invalid(ValidationErrors Errors) : RequestError(Errors.ToString());

    /// <summary>The caller could not be authenticated (HTTP 401).</summary>
    internal sealed record Unauthorized(string Reason) : RequestError(Reason);

    /// <summary>The caller's role or the configuration does not permit it (HTTP 403).</summary>
    internal sealed record Forbidden(string Reason) : RequestError(Reason);

    /// <summary>The password was right, and a code of the account's second factor is required too (HTTP 403).</summary>
    /// <param name="Reason">What to do.</param>
    /// <param name="Ticket">With which a page continues the sign-in; null for a caller that repeats it with the code.</param>
    internal sealed record SecondFactorRequired(string Reason, Secret? Ticket = null) : RequestError(Reason);

    /// <summary>
    /// The object does not exist, or the caller may not know that it does (HTTP 404). The two cases are indistinguishable to the caller.
    /// </summary>
    internal sealed record NotFound(string Reason) : RequestError(Reason);

    /// <summary>The object is in a state that does not permit it, or has changed since the caller read it (HTTP 409).</summary>
    internal sealed record Conflict(string Reason) : RequestError(Reason)
    {
        /// <summary>What has another version than the one that the caller read; null for another conflict.</summary>
        public (string Subject, long Version)? Changed { get; private init; }

        /// <summary>The object has another version than the one that the caller read.</summary>
        /// <param name="subject">What it is, such as <c>budget</c>.</param>
        /// <param name="version">The version that it has now.</param>
        public static Conflict OfVersion(string subject, long version) =>
            new($"The {subject} was changed by someone else; its version is {version}. Read it again and repeat the change.") { Changed = (subject, version) };
    }

    /// <summary>Too many attempts, or more of something else (HTTP 429).</summary>
    internal sealed record RateLimited(TimeSpan RetryAfter, string Of = "attempts")
        : RequestError($"Too many {Of}; wait {WholeSeconds(RetryAfter)} seconds.")
    {
        /// <summary>The time to wait, rounded up to whole seconds; at least 1.</summary>
        public int RetryAfterSeconds => WholeSeconds(RetryAfter);
    }

    private static int WholeSeconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
