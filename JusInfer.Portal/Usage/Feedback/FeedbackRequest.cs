using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Usage.Feedback;

/// <summary>A report whether a call or a run did its work. It names one of the two.</summary>
internal sealed record FeedbackRequest
{
    /// <summary>The call: the value of x-request-id.</summary>
    public RequestId? RequestId { get; init; }

    /// <summary>The run: the session that its calls name.</summary>
    public string? Session { get; init; }

    /// <summary>Whether it did its work.</summary>
    [RequiredField]
    public bool? Ok { get; init; }

    /// <summary>What to know about it, at most 1000 characters.</summary>
    public string? Note { get; init; }

    internal static void Check(Input<FeedbackRequest> input)
    {
        var request = input.Request;
        if (request.Session is { } session && string.IsNullOrWhiteSpace(session)) input.AddError(nameof(Session), "{0} must not be empty.");
        if (request.RequestId is not null && request.Session is not null)
        {
            input.AddError(nameof(RequestId), "{0} and session exclude each other: name the call or the run.");
            input.AddError(nameof(Session), "{0} and request_id exclude each other: name the call or the run.");
        }

        var isUnreadable = input.Errors["request_id"].Count > 0 || input.Errors["session"].Count > 0;
        if (request.RequestId is null && request.Session is null && !isUnreadable)
        {
            input.AddError(nameof(RequestId), "{0} is missing: name the call by request_id, or the run by session.");
            input.AddError(nameof(Session), "{0} is missing: name the call by request_id, or the run by session.");
        }

        if (request.Note?.Length > FeedbackReport.MaxNoteLength) input.AddError(nameof(Note), $"{{0}} must be at most {FeedbackReport.MaxNoteLength} characters long.");
    }
}
