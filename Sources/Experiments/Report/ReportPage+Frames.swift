import Foundation
import VideoData

extension ReportPage {
    /// What teacher and student make of a few frames, and where they differ.
    var frames: Section? {
        var body = HTMLText()
        switch contents.frames {
        case .missing(let reason):
            body.element("p", "No frames are shown: \(reason).", class: "note")
        case .shown(let samples, let student):
            body.element(
                "p",
                "The student in \(student), on frames that the search decided on; each is the farthest from its key frame. "
                    + "White lines part the classes, names stand where there is room.", class: "note")
            for sample in samples {
                body.element(
                    "h3",
                    "Frame \(sample.index), \(ReportNumber.counted(sample.distance, "frame")) after its key frame: "
                        + ReportNumber.percent(sample.agreement, of: 1) + " of the pixels as the teacher’s")
                body.add("<div class=\"samples\">\n")
                for (png, names, caption) in [
                    (sample.frame, [], "frame"), (sample.teacher.png, sample.teacher.names, "teacher"),
                    (sample.student.png, sample.student.names, "student"),
                    (sample.disagreement, [], "black: where they differ"),
                ] {
                    body.figure(Self.picture(png, names, sample.size, caption), caption)
                }
                body.add("</div>\n")
            }
        }
        return Section(id: "frames", title: "Sample frames", body: body.text)
    }

    private static func picture(
        _ png: [UInt8], _ names: [(text: String, x: Int, y: Int)], _ size: FrameSize, _ label: String
    ) -> String {
        // As large on every page, whatever the pictures' own size.
        let fontSize = 0.0375 * Double(max(size.width, size.height))
        let texts = names.map { name in
            // Whole words stay inside.
            let half = min(0.36 * fontSize * Double(name.text.count), Double(size.width) / 2)
            let x = min(max(Double(name.x), half), Double(size.width) - half)
            let y = min(size.height - 4, name.y + Int(fontSize / 3))
            return
                "<text x=\"\(Int(x))\" y=\"\(y)\" font-size=\"\(Int(fontSize.rounded()))\" font-weight=\"600\" "
                + "text-anchor=\"middle\" fill=\"#FFFFFF\" stroke=\"#000000\" "
                + "stroke-width=\"\(max(2, Int(fontSize / 5)))\" paint-order=\"stroke\">"
                + "\(HTMLText.escaped(name.text))</text>"
        }
        return
            "<svg viewBox=\"0 0 \(size.width) \(size.height)\" role=\"img\" aria-label=\"\(HTMLText.escaped(label))\">"
            + "<image width=\"\(size.width)\" height=\"\(size.height)\" href=\"data:image/png;base64,"
            + Data(png).base64EncodedString() + "\"/>" + texts.joined() + "</svg>"
    }
}
