using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// The names of the fields of a request, of which each may appear once, in whatever case. Readers disagree on which occurrence counts, and
/// some ignore case (Go's encoding/json), so that a provider could read another tier, model or limit than the one that is priced and held.
/// No allocation for a usual request.
/// </summary>
/// <param name="buffer">Holds the hashes of the fields of a usual request.</param>
internal ref struct RootFields(Span<ulong> buffer)
{
    /// <summary>More fields than a request of any dialect has.</summary>
    public const int UsualCount = 48;

    /// <summary>The gateway's own limit: comparing the names of millions takes seconds.</summary>
    private const int MaxCount = 1_000;

    private const int MaxCharacters = 64;

    /// <summary>The letters that equal an ASCII letter if case is ignored (Unicode's CaseFolding.txt).</summary>
    private const char LongS = '\u017f';

    private const char Kelvin = '\u212a';
    private const ulong Start = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    /// <summary>
    /// The fields that decide what a call costs and that readers know by these names only. In another case they would not be held, but a
    /// provider that ignores case would act on them. Request policies ignore case themselves.
    /// </summary>
    private static readonly string[] ExactNames =
    [
        "model", "messages", "input", "prompt", "system", "instructions", "tools", "functions", "tool_choice", "function_call", "n",
        "best_of", "max_tokens", "max_completion_tokens", "max_output_tokens", "n_predict", "thinking", "reasoning", "reasoning_effort",
        "context_management", "compaction", "background", "conversation", "previous_response_id",
    ];

    private Span<ulong> hashes = buffer;
    private int count;

    /// <summary>Adds a field.</summary>
    /// <param name="name">Its name, as escaped in JSON.</param>
    /// <exception cref="RequestFault">It appears for the second time, is one of too many, or is not written as in its dialect.</exception>
    public void Add(ReadOnlySpan<byte> name)
    {
        var (hash, isUnusual) = HashOf(name);
        if (hashes[..count].Contains(hash))
        {
            var repeated = TextOf(name);
            throw new RequestFault(
                $"The field '{repeated}' appears twice. Send each field once; upper and lower case count as equal.", repeated);
        }

        if (isUnusual) CheckSpelling(name);
        if (count == MaxCount)
        {
            throw new RequestFault(
                $"The request has more than {MaxCount:N0} fields: '{TextOf(name)}' is one too many. Send only the fields of its dialect.",
                TextOf(name));
        }

        if (count == hashes.Length) Grow();
        hashes[count++] = hash;
    }

    private void Grow()
    {
        var larger = new ulong[count * 2];
        hashes.CopyTo(larger);
        hashes = larger;
    }

    /// <summary>FNV-1a of the name in lower case.</summary>
    private static (ulong Hash, bool IsUnusual) HashOf(ReadOnlySpan<byte> name)
    {
        if (name.Contains((byte)'\\')) name = Encoding.UTF8.GetBytes(TextOf(name));
        var (hash, isUnusual) = (Start, false);
        foreach (var given in name)
        {
            var isUpper = given - (uint)'A' <= 'Z' - 'A';
            isUnusual |= isUpper || given > 0x7f;
            hash = (hash ^ (isUpper ? given | 0x20u : given)) * Prime;
        }

        return (hash, isUnusual);
    }

    private static void CheckSpelling(ReadOnlySpan<byte> name)
    {
        var text = TextOf(name);
        if (text.AsSpan().ContainsAny(LongS, Kelvin))
        {
            throw new RequestFault(
                $"The field '{text}' has a letter that some providers read as another one. Write the names of fields in ASCII.", text);
        }

        if (Array.Find(ExactNames, exact => text.Equals(exact, StringComparison.OrdinalIgnoreCase)) is not { } accepted) return;
        throw new RequestFault($"The field '{text}' must be written '{accepted}'.", text);
    }

    /// <summary>A name for an error. Longer ones are no fields of any dialect.</summary>
    private static string TextOf(ReadOnlySpan<byte> name)
    {
        if (!JsonText.OfEscaped(name).TryDecode(out var text)) throw new RequestFault("The name of a field is not valid Unicode.", null);
        return text.Length <= MaxCharacters ? text : text[..MaxCharacters];
    }
}
