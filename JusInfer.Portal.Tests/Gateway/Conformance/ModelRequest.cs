namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>
/// A request in a dialect-independent form: written by the client's test dialect, read from what arrived upstream, and compared.
/// </summary>
internal sealed record ModelRequest
{
    public string? System { get; init; }

    public string? Developer { get; init; }

    public string Text { get; init; } = "What is in the file?";

    /// <summary>A second part of the user's message.</summary>
    public string? MoreText { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>A PNG in base64.</summary>
    public string? ImageData { get; init; }

    /// <summary>A PDF in base64.</summary>
    public string? Document { get; init; }

    /// <summary>A PDF in base64, in the field of an image.</summary>
    public string? DocumentAsImage { get; init; }

    /// <summary>The URL of a PDF.</summary>
    public string? DocumentUrl { get; init; }

    /// <summary>The text of a text file, which is sent as base64 if the dialect does not have it as text.</summary>
    public string? TextFile { get; init; }

    /// <summary>WAV in base64.</summary>
    public string? Audio { get; init; }

    /// <summary>The user's message is one text.</summary>
    public bool IsOnlyText => this is
    {
        MoreText: null, ImageUrl: null, ImageData: null, Document: null, DocumentAsImage: null, DocumentUrl: null, TextFile: null,
        Audio: null,
    };

    /// <summary>Earlier tool calls of the model and their results.</summary>
    public ToolRound? ToolRound { get; init; }

    /// <summary>The names of functions with one string argument, <c>path</c>.</summary>
    public string[] Tools { get; init; } = [];

    /// <summary>The name of a custom tool.</summary>
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

    /// <summary>The value of the key <c>run</c>.</summary>
    public string? Metadata { get; init; }

    /// <summary>The request asks to compact the conversation.</summary>
    public bool Compacts { get; init; }

    /// <summary>The content of a provider's compaction item.</summary>
    public string? Compaction { get; init; }

    /// <summary>The client asks the provider to judge the tool calls of its answer.</summary>
    public bool HasSafeguards { get; init; }

    public bool Logprobs { get; init; }

    public int? Choices { get; init; }

    /// <summary>The system prompt has a cache marker.</summary>
    public bool HasCacheControl { get; init; }
}

/// <param name="Calls">The model's calls.</param>
/// <param name="Results">Their results, in the same order.</param>
internal sealed record ToolRound(ToolUse[] Calls, ToolResult[] Results)
{
    /// <summary>The model's reasoning before the calls.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The provider's signature of the reasoning.</summary>
    public string? Signature { get; init; }
}

/// <param name="Id">The call's id.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">A JSON object without white space, or a custom tool's input.</param>
internal sealed record ToolUse(string Id, string Name, string Arguments);

internal sealed record ToolResult(string Id, string Text)
{
    public bool IsError { get; init; }

    /// <summary>A second part of the result.</summary>
    public string? MoreText { get; init; }

    /// <summary>A PNG in base64.</summary>
    public string? ImageData { get; init; }

    /// <summary>A PDF in base64.</summary>
    public string? Document { get; init; }
}
