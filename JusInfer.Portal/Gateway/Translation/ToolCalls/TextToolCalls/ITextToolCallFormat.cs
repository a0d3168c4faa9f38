using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>A text format of tool calls. A model leaks a tool call if its server does not parse this text.</summary>
internal interface ITextToolCallFormat
{
    /// <summary>The tags with which a leaked call can begin.</summary>
    ImmutableArray<string> OpeningTags { get; }

    /// <summary>The tags with which a leaked call can end.</summary>
    ImmutableArray<string> ClosingTags { get; }

    /// <summary>A meaningless tag that may follow a leaked call; empty if there is none.</summary>
    string StrayClosingTag => "";

    /// <summary>
    /// Reads the leaked calls at the cursor. The state of the cursor says whether the text is a call, part of a call, or something else.
    /// </summary>
    /// <returns>The calls in order. Valid only if the state is <see cref="TextToolCallState.Match"/>.</returns>
    ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools);
}

/// <summary>A tool call that was found in text.</summary>
/// <param name="Name">The name of a tool of the request.</param>
/// <param name="Arguments">The text of a JSON object.</param>
internal readonly record struct TextToolCall(string Name, string Arguments);
