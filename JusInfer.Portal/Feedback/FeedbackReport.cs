using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Feedback;

/// <summary>Whether a call or a run did its work, as one caller has reported it last.</summary>
internal sealed record FeedbackReport
{
    /// <summary>The longest note, in characters.</summary>
    public const int MaxNoteLength = 1_000;

    public required TenantId TenantId { get; init; }

    public required FeedbackSubject Subject { get; init; }

    /// <summary>The id of the call, or the name of the session.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The id of the member who reported, or of the key that did.</summary>
    public required string Reporter { get; init; }

    public required bool Ok { get; init; }

    public string? Note { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The session that the call belongs to, or the session itself; null if the call named none.</summary>
    public string? Session { get; init; }

    /// <summary>The group of the call or of the session; null if the team had no control group, or if the session's calls are of both groups.</summary>
    public RoutingGroup? Group { get; init; }

    /// <summary>Whether a call of the session showed signs of trouble: the agent repeated a failing command, or its last commands had failed.</summary>
    public bool Trouble { get; init; }

    /// <summary>What the report counts as one task: the session, or a call without one.</summary>
    public string Task => Session ?? SubjectId;
}
