namespace JusInfer.Portal.Usage.Feedback;

/// <summary>Whether a call or a run did its work, as one caller has reported it last.</summary>
internal sealed record FeedbackReport
{
    /// <summary>The longest note, in characters.</summary>
    public const int MaxNoteLength = 1_000;

    public required TeamId TeamId { get; init; }

    public required FeedbackSubject Subject { get; init; }

    /// <summary>The id of the call, or the name of the session.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The id of the member who reported, or of the key that did.</summary>
    public required string Reporter { get; init; }

    public required bool Ok { get; init; }

    public string? Note { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The run that the call belongs to, or the run itself; null if the call named none.</summary>
    public string? RunId { get; init; }

    /// <summary>The group of the call or of the session; null if the team had no control group, or if the session's calls are of both groups.</summary>
    public RoutingGroup? Group { get; init; }

    /// <summary>Whether a call of the session showed signs of trouble: the agent repeated a failing command, or its last commands had failed.</summary>
    public bool Trouble { get; init; }

    /// <summary>The id of the model that did the work of the session; null if several did, or if it is not known. Such reports are no results of a model.</summary>
    public string? Model { get; init; }

    /// <summary>The kind of work, for example <c>fix/python</c>; null without a model.</summary>
    public string? Domain { get; init; }

    /// <summary>The model has given the session back to the baseline, so that the outcome is not its own.</summary>
    public bool GivenBack { get; init; }

    /// <summary>The prompt tokens of the session that were not cached.</summary>
    public long InputTokens { get; init; }

    public long CacheReadTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>Whether <see cref="Model"/> has completed the task.</summary>
    public bool IsCompleted => Ok && !GivenBack;

    /// <summary>What the report counts as one task: the run, or a call without one.</summary>
    public string Task => RunId ?? SubjectId;
}
