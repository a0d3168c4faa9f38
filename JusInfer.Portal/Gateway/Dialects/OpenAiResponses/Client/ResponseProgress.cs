namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>The part of a response's stream that has passed through to the client, as far as a writer needs it to continue.</summary>
internal readonly record struct ResponseProgress
{
    /// <summary>The client has the response's first event.</summary>
    public bool HasResponse { get; init; }

    /// <summary>The number of the next event.</summary>
    public int NextSequence { get; init; }

    /// <summary>The number of finished items, which is the index of the open item or the next one.</summary>
    public int ItemCount { get; init; }

    /// <summary>The number of tool calls among the finished items.</summary>
    public int CallCount { get; init; }

    /// <summary>The response has a refusal.</summary>
    public bool HasRefusal { get; init; }

    /// <summary>The item that is open; null between two items.</summary>
    public StartedItem? Open { get; init; }

    /// <summary>The number of finished parts of the open item.</summary>
    public int PartCount { get; init; }

    /// <summary>A part of the open item is open.</summary>
    public bool InPart { get; init; }

    /// <summary>The open part is a refusal.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>The text of the open part is complete: only the part's own end is missing.</summary>
    public bool IsTextDone { get; init; }

    /// <summary>The index at which the open part's annotations start in those of the item.</summary>
    public int AnnotationStart { get; init; }

    /// <summary>The index after them.</summary>
    public int AnnotationEnd { get; init; }

    /// <summary>The text of the open part, or the arguments of the open call, in the text that <see cref="StartedItem"/> is given.</summary>
    public Range Text { get; init; }
}
