namespace JusInfer.Portal.Gateway.Requests;

/// <summary>The names of a list as hashes, which finds equal ones without an allocation.</summary>
/// <param name="buffer">Holds the hashes of a usual list.</param>
internal ref struct NameHashes(Span<int> buffer)
{
    /// <summary>OpenAI's maximum of tools; longer lists are rare.</summary>
    public const int UsualCount = 128;

    private Span<int> hashes = buffer;
    private int count;

    public readonly bool Contains(int hash) => hashes[..count].Contains(hash);

    /// <returns>False if the name, or one with the same hash, was added before.</returns>
    public bool Add(int hash)
    {
        if (Contains(hash)) return false;
        if (count == hashes.Length)
        {
            var larger = new int[count * 2];
            hashes.CopyTo(larger);
            hashes = larger;
        }

        hashes[count++] = hash;
        return true;
    }
}
