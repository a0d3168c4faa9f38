using Microsoft.AspNetCore.Components;
using QRCoder;

namespace JusInfer.Portal.Components.Account;

/// <summary>Shows a text as a QR code, which is drawn on the server, so that the text is in no address.</summary>
public sealed partial class QrCode
{
    private const int PixelsPerModule = 4;

    private MarkupString svg;

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>The accessible name.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    protected override void OnParametersSet()
    {
        using var data = QRCodeGenerator.GenerateQrCode(Text, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        svg = new MarkupString(code.GetGraphic(PixelsPerModule, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute));
    }
}
