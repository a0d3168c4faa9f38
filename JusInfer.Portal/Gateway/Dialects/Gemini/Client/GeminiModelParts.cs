using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Collects the parts of a turn of the model. Clients that record a stream have a part for each of its events, so texts that follow each
/// other are one text. Thoughts are complete with a signature.
/// </summary>
internal sealed class GeminiModelParts
{
    private readonly ImmutableArray<Part>.Builder parts = ImmutableArray.CreateBuilder<Part>();
    private readonly List<byte> text = [];
    private bool isThought;

    public void AddText(JsonText piece)
    {
        if (isThought) EndText();
        isThought = false;
        text.AddRange(piece.Escaped);
    }

    /// <param name="piece">A piece of the model's reasoning.</param>
    /// <param name="signature">The signature of the reasoning that ends with the piece; null if it goes on or has none.</param>
    public void AddThought(JsonText piece, ReasoningSignature? signature)
    {
        if (!isThought) EndText();
        isThought = true;
        text.AddRange(piece.Escaped);
        if (signature is null) return;
        parts.Add(new Part.Reasoning(JsonText.OfEscaped([.. text]), signature));
        text.Clear();
    }

    public void Add(Part part)
    {
        EndText();
        parts.Add(part);
    }

    /// <summary>The collected parts. Begins with the next turn.</summary>
    public ImmutableArray<Part> Take()
    {
        EndText();
        return parts.DrainToImmutable();
    }

    private void EndText()
    {
        if (text.Count == 0) return;
        var joined = JsonText.OfEscaped([.. text]);
        parts.Add(isThought ? new Part.Reasoning(joined, Signature: null) : new Part.Text(joined));
        text.Clear();
    }
}
