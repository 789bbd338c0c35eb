internal import COneDNN
import Networks

extension dn_geometry {
    /// The extents of an operation without window parameters.
    init(_ input: FeatureShape, _ output: FeatureShape, batch: Int) {
        self.init()
        self.batch = Int32(batch)
        in_height = Int32(input.height)
        in_width = Int32(input.width)
        in_channels = Int32(input.channels)
        out_height = Int32(output.height)
        out_width = Int32(output.width)
        out_channels = Int32(output.channels)
        (kernel_height, kernel_width) = (1, 1)
        (stride_height, stride_width) = (1, 1)
        (dilation_height, dilation_width) = (1, 1)
        groups = 1
    }

    mutating func setWindow(kernel: Size, stride: Size, padding: Padding) {
        kernel_height = Int32(kernel.height)
        kernel_width = Int32(kernel.width)
        stride_height = Int32(stride.height)
        stride_width = Int32(stride.width)
        pad_top = Int32(padding.top)
        pad_left = Int32(padding.left)
        pad_bottom = Int32(padding.bottom)
        pad_right = Int32(padding.right)
    }
}

/// The padding behind an input that an output's extent implies: windows may also leave part of the input unread.
func farPadding(_ output: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ input: Int, _ near: Int) -> Int32 {
    Int32(max(0, (output - 1) * stride + dilation * (kernel - 1) + 1 - input - near))
}
