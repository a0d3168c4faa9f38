namespace JusInfer.Portal.Usage.Feedback;

/// <summary>What a report is about.</summary>
internal enum FeedbackSubject
{
    /// <summary>One call.</summary>
    Request,

    /// <summary>An agent run: all calls that name the session.</summary>
    Session,
}
