namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>What is asked, in no dialect: written into a front door's by one speaker, read out of what arrived upstream by another, and compared.</summary>
internal sealed record ModelRequest
{
    public string? System { get; init; }

    public string? Developer { get; init; }

    public string Text { get; init; } = "What is in the file?";

    /// <summary>A second part of the user's message.</summary>
    public string? MoreText { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>Base64 of a PNG.</summary>
    public string? ImageData { get; init; }

    /// <summary>Base64 of a PDF.</summary>
    public string? Document { get; init; }

    /// <summary>What the model did before: calls and their results.</summary>
    public ToolRound? ToolRound { get; init; }

    /// <summary>Names of functions with one text argument, <c>path</c>.</summary>
    public string[] Tools { get; init; } = [];

    /// <summary>The name of a tool that takes free text.</summary>
    public string? CustomTool { get; init; }

    /// <summary>auto, none, required, or a tool's name.</summary>
    public string? ToolChoice { get; init; }

    public bool? ParallelToolCalls { get; init; }

    /// <summary>json_object or json_schema.</summary>
    public string? Format { get; init; }

    public string[] Stop { get; init; } = [];

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? Seed { get; init; }

    public int? MaxTokens { get; init; }

    /// <summary>low, medium or high.</summary>
    public string? ReasoningEffort { get; init; }

    public string? User { get; init; }

    /// <summary>The value under the caller's own key <c>run</c>.</summary>
    public string? Metadata { get; init; }

    public bool Logprobs { get; init; }

    public int? Choices { get; init; }

    /// <summary>The system prompt is marked as worth caching.</summary>
    public bool HasCacheControl { get; init; }
}

/// <param name="Calls">What the model called.</param>
/// <param name="Results">What came of it, in the same order.</param>
internal sealed record ToolRound(ToolUse[] Calls, ToolResult[] Results)
{
    /// <summary>What the model thought before.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The provider's seal on that.</summary>
    public string? Signature { get; init; }
}

/// <param name="Id">The call's id.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The text of a JSON object without spaces, or a custom tool's input.</param>
internal sealed record ToolUse(string Id, string Name, string Arguments);

internal sealed record ToolResult(string Id, string Text)
{
    public bool IsError { get; init; }

    /// <summary>A second part.</summary>
    public string? MoreText { get; init; }

    /// <summary>Base64 of a PNG.</summary>
    public string? ImageData { get; init; }
}
