using System.Buffers;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>One tool call of an answer, as far as it has come.</summary>
internal sealed class ToolCallEntry(int number)
{
    private readonly ArrayBufferWriter<byte> text = new();
    private JsonBalance balance;

    /// <summary>Its place among the answer's calls, from zero.</summary>
    public int Number => number;

    /// <summary>What the upstream calls it; empty where it does not say.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The tool's name, as far as it has come.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The client has its id and name: nothing about them changes any more.</summary>
    public bool IsTold { get; set; }

    public ToolCallHead Head { get; private set; }

    /// <summary>The arguments so far, escaped.</summary>
    public ReadOnlySpan<byte> Text => text.WrittenSpan;

    public bool IsEmpty => text.WrittenCount == 0;

    /// <summary>The arguments are a whole JSON value.</summary>
    public bool IsWhole => balance.IsWhole;

    /// <summary>More of its head. A name may come in pieces, before the arguments, or again and again.</summary>
    public void Take(in ToolCallHead head)
    {
        if (IsTold) return;
        if (Id.Length == 0) Id = head.Id;
        if (Name.Length == 0 || (head.Name.Length > 0 && head.Name != Name)) Name += head.Name;
        Head = head with { Id = Id, Name = Name, Extra = head.Extra.IsEmpty ? Head.Extra : head.Extra };
    }

    /// <summary>More of the arguments; false where it is the whole of them once more.</summary>
    public bool Take(ReadOnlySpan<byte> escaped)
    {
        if (IsWhole && escaped.SequenceEqual(Text)) return false;
        text.Write(escaped);
        balance.Add(escaped);
        return true;
    }

    /// <summary>It is to be told: an id is made up where the upstream gave none or one that another call has.</summary>
    public ToolCallHead Tell(string id)
    {
        IsTold = true;
        Id = id;
        return Head = Head with { Id = id, Name = Name };
    }
}
