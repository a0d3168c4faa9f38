namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The ends of the parts of a prompt that can have a cache marker, found message by message: text parts, strings of contents, or a tool.
/// Empty if there is none. Blank texts are none, because Anthropic rejects markers on them (anthropics/claude-code#55302).
/// </summary>
internal struct ChatMarkerSites
{
    private bool hasTurn;
    private bool isAssistant;
    private bool isMarkable;

    /// <summary>The last text of the message that is being read.</summary>
    public Range Text { get; set; }

    /// <summary>The last text of the system messages at the start.</summary>
    public Range System { get; private set; }

    /// <summary>The last function of the tools.</summary>
    public Range Tool { get; init; }

    /// <summary>The last text of the last message. Messages of the client and of tools in a row are one message.</summary>
    public Range Last { get; private set; }

    /// <summary>The last text of the message before that.</summary>
    public Range Previous { get; private set; }

    /// <summary>There is a turn of the model.</summary>
    public bool HasAssistant { get; private set; }

    public static bool IsEmpty(Range site) => site.End.Value == 0;

    /// <summary>Ends a message.</summary>
    /// <param name="isInstruction">It is a system or developer message.</param>
    /// <param name="ofAssistant">It is a message of the model.</param>
    /// <returns>Whether it is one of the system messages at the start.</returns>
    public bool EndMessage(bool isInstruction, bool ofAssistant)
    {
        var text = Text;
        Text = default;
        if (isInstruction && !hasTurn)
        {
            if (!IsEmpty(text)) System = text;
            return true;
        }

        if (ofAssistant != isAssistant) isMarkable = false;
        (hasTurn, isAssistant, HasAssistant) = (true, ofAssistant, HasAssistant || ofAssistant);
        if (IsEmpty(text)) return false;
        if (!isMarkable) Previous = Last;
        (Last, isMarkable) = (text, true);
        return false;
    }
}
