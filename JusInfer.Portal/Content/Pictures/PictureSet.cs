using System.Collections.Immutable;

namespace JusInfer.Portal.Content.Pictures;

/// <summary>All pictures of the content. Immutable.</summary>
internal sealed class PictureSet(IEnumerable<Picture> pictures)
{
    public static readonly PictureSet Empty = new([]);

    private readonly ImmutableSortedDictionary<string, Picture> byAddress =
        pictures.ToImmutableSortedDictionary(static picture => picture.Address, static picture => picture, StringComparer.Ordinal);

    /// <summary>The addresses for articles, in alphabetical order.</summary>
    public IEnumerable<string> Addresses => byAddress.Keys;

    public Picture? Find(string address) => byAddress.GetValueOrDefault(address);

    public PictureFile? FindFile(string address) =>
        byAddress.Values.SelectMany(static picture => picture.Files).FirstOrDefault(file => file.Address == address);
}
