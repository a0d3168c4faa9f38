using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>A form of text in which a model writes the tool calls that its server should have taken for such.</summary>
internal interface ITextToolCallFormat
{
    /// <summary>What a leak begins with, one of them.</summary>
    ImmutableArray<string> Openings { get; }

    /// <summary>What a leak ends with, one of them.</summary>
    ImmutableArray<string> Closings { get; }

    /// <summary>What may be left of a leak behind its end and says nothing; empty where nothing is.</summary>
    string Remnant => "";

    /// <summary>
    /// Reads a leak, at whose beginning the cursor stands, and marks the cursor where the text is none or not all of one yet.
    /// </summary>
    /// <returns>Its calls, in order; of use only where the cursor is at its end without a mark.</returns>
    ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools);
}

/// <param name="Name">Of a tool that the request offers.</param>
/// <param name="Arguments">The text of a JSON object.</param>
internal readonly record struct TextToolCall(string Name, string Arguments);
