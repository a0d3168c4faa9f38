using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// The format of Kimi K2:
/// <c>&lt;|tool_calls_section_begin|&gt;&lt;|tool_call_begin|&gt;functions.f:0&lt;|tool_call_argument_begin|&gt;{…}&lt;|tool_call_end|&gt;&lt;|tool_calls_section_end|&gt;</c>.
/// Some checkpoints write <c>tool_call_section</c>. Source: kimi_k2_tool_parser.py of vLLM (vllm/tool_parsers).
/// </summary>
internal sealed class KimiFormat : ITextToolCallFormat
{
    private const string Section = "<|tool_calls_section_begin|>";
    private const string SectionEnd = "<|tool_calls_section_end|>";
    private const string Call = "<|tool_call_begin|>";
    private const string CallEnd = "<|tool_call_end|>";

    private const string SingularSection = "<|tool_call_section_begin|>";
    private const string SingularSectionEnd = "<|tool_call_section_end|>";

    public ImmutableArray<string> OpeningTags { get; } = [Section, SingularSection, Call];

    public ImmutableArray<string> ClosingTags { get; } = [CallEnd, SectionEnd, SingularSectionEnd];

    /// <summary>The model may write calls without the beginning of the section.</summary>
    public string StrayClosingTag => SectionEnd;

    public ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        var calls = ImmutableArray.CreateBuilder<TextToolCall>();
        var isSingular = cursor.TrySkip(SingularSection);
        var isSection = isSingular || cursor.TrySkip(Section);
        cursor.SkipWhiteSpace();
        cursor.Expect(Call);
        do
        {
            var name = cursor.ReadToolName("<|tool_call_argument_begin|>", tools, NameOf);
            cursor.SkipWhiteSpace();
            var arguments = cursor.ReadObject();
            cursor.SkipWhiteSpace();
            cursor.ExpectClosing(CallEnd);
            if (cursor.State != TextToolCallState.Match) return [];
            calls.Add(new TextToolCall(name, arguments.GetRawText()));
            cursor.SkipWhiteSpace();
        }
        while (isSection && !cursor.IsAtEnd && cursor.TrySkip(Call));

        if (isSection) cursor.ExpectClosing(isSingular ? SingularSectionEnd : SectionEnd);
        return cursor.State == TextToolCallState.Match ? calls.ToImmutable() : [];
    }

    /// <summary>The tool of a call id such as <c>functions.get_weather:0</c>.</summary>
    private static string NameOf(string id)
    {
        var name = id.StartsWith("functions.", StringComparison.Ordinal) ? id["functions.".Length..] : id;
        var colon = name.LastIndexOf(':');
        return colon > 0 ? name[..colon] : name;
    }
}
